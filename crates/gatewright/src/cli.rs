//! The command line: what can be typed.

pub(crate) mod keeping;

use std::net::SocketAddr;
use std::path::PathBuf;

use accounts::AccountRole;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use uuid::Uuid;

use self::keeping::KeepingCommand;
use crate::site;

/// Durable, gated AI workflows on PostgreSQL, in one binary.
#[derive(Debug, Parser)]
#[command(name = "gatewright", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// What applies to every command.
    #[command(flatten)]
    pub(crate) global: Global,
    /// The command.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What applies to every command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// One JSON document on standard output and nothing else there.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Folder of the database, payloads and settings.
    #[arg(long, global = true, env = "GATEWRIGHT_DATA_DIR", value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// A PostgreSQL of your own (15 or newer) instead of the embedded one.
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a template to the end and put the result into a folder.
    Run(RunArgs),
    /// Look after runs: list, show, approve, rerun, …
    #[command(subcommand)]
    Runs(RunsCommand),
    /// Plans that you write yourself: check, keep, start them.
    #[command(subcommand)]
    Flows(FlowsCommand),
    /// When runs of a flow start by themselves: cron, intervals, single moments.
    #[command(subcommand)]
    Schedules(SchedulesCommand),
    /// The catalogue: list, show, or publish template and agent files.
    #[command(subcommand)]
    Templates(TemplatesCommand),
    /// The models that stages may name, with their prices.
    #[command(subcommand)]
    Models(ModelsCommand),
    /// Accounts: list them, make one, change what one may do.
    #[command(subcommand)]
    Users(UsersCommand),
    /// Where the server is, and the keys that programs carry.
    Keys(KeysArgs),
    /// Bring PostgreSQL and the server up, take up interrupted runs, and stay until Ctrl-C.
    Up(UpArgs),
    /// Like `up`, on a database that somebody else looks after: only works on runs.
    Worker(WorkerArgs),
    /// Bring the database's tables up to date.
    Migrate(MigrateArgs),
    /// Say what works here and what does not, and what to do about it.
    Doctor,
    /// The database.
    #[command(subcommand)]
    Db(DbCommand),
    /// Measure: essay run, engine throughput, start-up; each beside a ceiling measured in the same run.
    Bench(BenchArgs),
}

/// `run`.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// The template's slug (see `gatewright templates list`).
    pub(crate) template: String,
    /// A field of the intent; repeat for more.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub(crate) set: Vec<String>,
    /// A folder of documents for templates that read sources (Markdown, text, HTML, PDF).
    #[arg(long, value_name = "DIR")]
    pub(crate) sources: Option<PathBuf>,
    /// Where the finished files go; the run's slug in the current folder if not given.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// How models are called.
    #[command(flatten)]
    pub(crate) models: ModelArgs,
    /// Approve the final gate in advance, as the person at the keyboard; the row says so.
    #[arg(long)]
    pub(crate) approve: bool,
    /// The version of the spec; the newest published one if not given.
    #[arg(long, value_name = "VERSION")]
    pub(crate) spec_version: Option<String>,
    /// A trial run of an unpublished spec file.
    #[arg(long, value_name = "FILE", conflicts_with = "spec_version")]
    pub(crate) trial: Option<PathBuf>,
    /// Starts at most one run per key.
    #[arg(long, value_name = "KEY")]
    pub(crate) idempotency_key: Option<String>,
    /// Create the run and return at once; `up` or `worker` carries it out.
    #[arg(long, conflicts_with = "out")]
    pub(crate) detach: bool,
}

/// How models are called.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ModelArgs {
    /// The model of every writing stage, instead of those in the spec; `offline-writer` calls none.
    #[arg(long, value_name = "MODEL")]
    pub(crate) model: Option<String>,
    /// An OpenAI-compatible server (vLLM, LiteLLM, Ollama, …); goes before `OPENAI_BASE_URL`.
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Record exchanges with providers into this cassette.
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    pub(crate) record: Option<PathBuf>,
    /// Answer from this cassette instead of from providers.
    #[arg(long, value_name = "FILE")]
    pub(crate) replay: Option<PathBuf>,
}

/// `runs queue RUN …`.
#[derive(Debug, Subcommand)]
pub(crate) enum QueueCommand {
    /// The queues and how they stand.
    List,
    /// One queue and its items, newest first.
    Show {
        /// The queue's name.
        queue: String,
        /// Only items with this status: pending, processing, completed, failed.
        #[arg(long)]
        status: Option<String>,
        /// At most so many items.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=1_000))]
        limit: i64,
    },
    /// One item with its payload.
    Item {
        /// The queue's name.
        queue: String,
        /// The item's id.
        item: Uuid,
    },
    /// Put items in: each is let in or refused by itself.
    Add {
        /// The queue's name.
        queue: String,
        /// Items: JSON, or else text.
        #[arg(value_name = "ITEM", required_unless_present = "file")]
        items: Vec<String>,
        /// A file with items, one JSON value a line; `-` is standard input.
        #[arg(long, value_name = "FILE", conflicts_with = "items")]
        file: Option<PathBuf>,
        /// The higher, the sooner; for queues that go by it.
        #[arg(long, allow_hyphen_values = true)]
        priority: Option<i32>,
        /// Adds each item at most once per key.
        #[arg(long, value_name = "KEY")]
        idempotency_key: Option<String>,
    },
    /// Let a failed item wait again, at its old place.
    Retry {
        /// The queue's name.
        queue: String,
        /// The item's id.
        item: Uuid,
    },
    /// Take an item out that nobody works on.
    Remove {
        /// The queue's name.
        queue: String,
        /// The item's id.
        item: Uuid,
    },
    /// Let nothing more in; what is in it is still taken.
    Close {
        /// The queue's name.
        queue: String,
    },
}

/// `runs …`.
#[derive(Debug, Subcommand)]
pub(crate) enum RunsCommand {
    /// Runs, newest first.
    List {
        /// Only with this status: pending, running, paused, completed, failed, cancelled.
        #[arg(long)]
        status: Option<String>,
        /// At most so many.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=1_000))]
        limit: i64,
    },
    /// One run: intent, status, cost, gates, files.
    Show {
        /// Id, beginning of an id, or slug.
        run: String,
    },
    /// What happens to a run, an event a line, from its beginning to its end.
    ///
    /// While the run holds it is waited for. This only looks: `up`, `worker` or another command carries the run out. With --json every
    /// line is one document, the `data` of the API's event stream of that run, instead of one document in all. Ends with 0 where the run is
    /// completed, 3 where it failed, 4 where it was cancelled, and 2 where it has not ended yet.
    Follow {
        /// Id, beginning of an id, or slug.
        run: String,
        /// Only what comes behind this event: the number that its line begins with, in JSON `seq`.
        #[arg(long, value_name = "SEQ", default_value_t = 0, hide_default_value = true)]
        after: u64,
        /// End after what there is now.
        #[arg(long)]
        no_wait: bool,
    },
    /// Every attempt of every gate.
    Gates {
        /// Id, beginning of an id, or slug.
        run: String,
    },
    /// The files of a run.
    Artifacts {
        /// Id, beginning of an id, or slug.
        run: String,
        /// Also the files of attempts that failed or were superseded; with --out each under a folder named by gate and attempt.
        #[arg(long)]
        all: bool,
        /// Write them into this folder.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Go on with a run that was interrupted or paused; one that has ended is shown as it is.
    Resume {
        /// Id, beginning of an id, or slug.
        run: String,
        /// Approve the final gate in advance, as the person at the keyboard.
        #[arg(long)]
        approve: bool,
        /// Where the finished files go.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// How models are called.
        #[command(flatten)]
        models: ModelArgs,
    },
    /// Hold a run: what is under way finishes, nothing new begins. For runs of flows.
    Pause {
        /// Id or beginning of an id.
        run: String,
        /// Why; it is kept with your name.
        #[arg(long)]
        reason: String,
    },
    /// Send a run a signal that its plan declares. For runs of flows.
    Signal {
        /// Id or beginning of an id.
        run: String,
        /// The signal's name.
        name: String,
        /// What it carries: JSON, or else text.
        #[arg(value_name = "PAYLOAD")]
        payload: Option<String>,
        /// Its identity: the same one again counts once. A fresh one if not given.
        #[arg(long, value_name = "ID")]
        id: Option<String>,
    },
    /// Change a run's state as its plan allows, and print what it answers. For runs of flows.
    Update {
        /// Id or beginning of an id.
        run: String,
        /// The update's name.
        name: String,
        /// What it carries: JSON, or else text.
        #[arg(value_name = "PAYLOAD")]
        payload: Option<String>,
        /// Its identity: the same one again counts once and is answered the same. A fresh one if not given.
        #[arg(long, value_name = "ID")]
        id: Option<String>,
    },
    /// Ask a run a question that its plan knows. For runs of flows.
    Query {
        /// Id or beginning of an id.
        run: String,
        /// The query's name.
        name: String,
    },
    /// The work queues of a run: how they stand, what is in them, and what is put in. For runs of flows.
    Queue {
        /// Id or beginning of an id.
        run: String,
        /// What to do.
        #[command(subcommand)]
        command: QueueCommand,
    },
    /// Start a run that begins with what this one has done; without --from it takes up a run that failed or was cancelled where it stopped.
    /// For runs of flows.
    Fork {
        /// Id or beginning of an id.
        run: String,
        /// A step to do anew, with all that consumed its output; repeat for more.
        #[arg(long = "from", value_name = "STEP")]
        from: Vec<String>,
        /// Another input, as JSON.
        #[arg(long, value_name = "JSON")]
        input: Option<String>,
    },
    /// Move a run under way to another version of its flow, with all that its steps have done. For runs of flows.
    Migrate {
        /// Id or beginning of an id.
        run: String,
        /// Where and how.
        #[command(flatten)]
        moves: MoveArgs,
    },
    /// End a run for good; what the steps of a flow did is taken back first where its plan says how.
    Cancel {
        /// Id, beginning of an id, or slug.
        run: String,
        /// Why.
        #[arg(long)]
        reason: Option<String>,
        /// At once, taking nothing back.
        #[arg(long)]
        hard: bool,
    },
    /// A new attempt of a gate, and of every gate that consumed its output.
    Rerun {
        /// Id, beginning of an id, or slug.
        run: String,
        /// The gate, for example G6.
        gate: String,
        /// On another model.
        #[arg(long)]
        model: Option<String>,
        /// Why.
        #[arg(long)]
        reason: Option<String>,
        /// Where the finished files go.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Pass a gate over.
    Skip {
        /// Id, beginning of an id, or slug.
        run: String,
        /// The gate, for example G6.
        gate: String,
        /// Why; it is kept with your name.
        #[arg(long)]
        reason: String,
        /// Where the finished files go.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Let a step that waits for a decision not count. For runs of flows.
    Reject {
        /// Id or beginning of an id.
        run: String,
        /// The step.
        step: String,
        /// Why; it is kept with your name.
        #[arg(long)]
        reason: String,
        /// What the plan's form asks for, as JSON.
        #[arg(long, value_name = "JSON")]
        form: Option<String>,
    },
    /// Let a failed gate count, or approve one that waits for a person.
    Approve {
        /// Id, beginning of an id, or slug.
        run: String,
        /// The gate, for example G10.
        gate: String,
        /// Why; it is kept with your name.
        #[arg(long)]
        reason: String,
        /// What the plan's form asks for, as JSON. For runs of flows.
        #[arg(long, value_name = "JSON")]
        form: Option<String>,
        /// Where the finished files go.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Workers elsewhere that have polled for tasks in the last day, those that polled last first.
    Workers {
        /// Everybody's, not only your own.
        #[arg(long)]
        all_accounts: bool,
    },
    /// Task queues in which tasks of runs wait for such workers, or are held by them.
    TaskQueues {
        /// Everybody's, not only your own.
        #[arg(long)]
        all_accounts: bool,
    },
    /// Runs after their end.
    #[command(flatten)]
    Keeping(KeepingCommand),
}

/// `flows …`.
#[derive(Debug, Subcommand)]
pub(crate) enum FlowsCommand {
    /// Flows that are kept, by name.
    List {
        /// Everybody's, not only your own.
        #[arg(long)]
        all_accounts: bool,
    },
    /// One flow: its versions and its file.
    Show {
        /// The flow's name.
        flow: String,
        /// A version; the newest if not given.
        #[arg(long, value_name = "NUMBER")]
        version: Option<i32>,
    },
    /// Check plan files and say everything that is wrong with them; needs no database.
    Check {
        /// The files.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Keep plan files, each as the newest version of the flow it names.
    Apply {
        /// The files.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Start a run of a flow, or of a plan file, and follow it to its end.
    Start(FlowStartArgs),
    /// Runs of flows, newest first. `gatewright runs show|approve|signal|… RUN` looks after them.
    Runs {
        /// Only with this status: pending, running, paused, completed, failed, cancelled, continued.
        #[arg(long)]
        status: Option<String>,
        /// Only of plans of this name.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// Only with this attribute; repeat for more.
        #[arg(long = "where", value_name = "ATTRIBUTE=VALUE")]
        attributes: Vec<String>,
        /// At most so many.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=1_000))]
        limit: i64,
        /// Everybody's, not only your own.
        #[arg(long)]
        all_accounts: bool,
    },
    /// Move all runs under way of a version to another one, each by itself, and say what became of each.
    Migrate {
        /// The flow's name.
        flow: String,
        /// The version whose runs move.
        #[arg(long, value_name = "VERSION")]
        from: i32,
        /// Where and how.
        #[command(flatten)]
        moves: MoveArgs,
    },
    /// Remove a flow with its versions; its runs stay and go on.
    Remove {
        /// The flow's name.
        flow: String,
    },
}

/// How runs move to another version of their flow.
#[derive(Debug, Args)]
pub(crate) struct MoveArgs {
    /// The version to move to.
    #[arg(long, value_name = "VERSION")]
    pub(crate) to: i32,
    /// A step that has another name there; repeat for more.
    #[arg(long = "map", value_name = "OLD=NEW")]
    pub(crate) map: Vec<String>,
    /// A step that has begun and is not there any more; repeat for more.
    #[arg(long = "drop", value_name = "STEP")]
    pub(crate) drop: Vec<String>,
    /// A new step to do though steps behind it have begun; repeat for more.
    #[arg(long = "do", value_name = "STEP")]
    pub(crate) late: Vec<String>,
    /// A new step to pass over since steps behind it have begun; repeat for more.
    #[arg(long = "skip", value_name = "STEP")]
    pub(crate) skip: Vec<String>,
    /// Only say what would become of each step; changes nothing.
    #[arg(long)]
    pub(crate) check: bool,
}

/// `flows start`.
#[derive(Debug, Args)]
pub(crate) struct FlowStartArgs {
    /// A flow's name, or the path of a plan file.
    pub(crate) flow: String,
    /// A version of the flow; the newest if not given.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) version: Option<i32>,
    /// The input as JSON, or `@FILE`.
    #[arg(long, value_name = "JSON")]
    pub(crate) input: Option<String>,
    /// A field of the input: JSON, or else text; repeat for more.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub(crate) set: Vec<String>,
    /// What the run is to be found by: JSON, or else text; repeat for more.
    #[arg(long = "attribute", value_name = "NAME=VALUE")]
    pub(crate) attributes: Vec<String>,
    /// Starts at most one run per key.
    #[arg(long, value_name = "KEY")]
    pub(crate) idempotency_key: Option<String>,
    /// Approve in advance whatever waits for a person; the run says so.
    #[arg(long)]
    pub(crate) approve: bool,
    /// Let `http.request` ask private and loopback addresses.
    #[arg(long)]
    pub(crate) private_addresses: bool,
    /// Start the run and return at once; `up` or `worker` carries it out.
    #[arg(long)]
    pub(crate) detach: bool,
}

/// `schedules …`.
#[derive(Debug, Subcommand)]
pub(crate) enum SchedulesCommand {
    /// Schedules, by name, each with its next moment.
    List {
        /// Everybody's, not only your own.
        #[arg(long)]
        all_accounts: bool,
    },
    /// One schedule: its rule, its next moments, and what became of the last ones.
    Show {
        /// Its name.
        schedule: String,
    },
    /// Make a schedule.
    Create(ScheduleCreateArgs),
    /// When a rule would fire; keeps nothing and needs no database.
    Preview {
        /// The rule.
        #[command(flatten)]
        rule: RuleArgs,
        /// How many moments.
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1_000))]
        count: u16,
        /// From when on; now if not given.
        #[arg(long, value_name = "TIME")]
        after: Option<jiff::Timestamp>,
    },
    /// Let it pass over its moments until it is resumed.
    Pause {
        /// Its name.
        schedule: String,
    },
    /// End its pause; the moments of the pause are not made up for.
    Resume {
        /// Its name.
        schedule: String,
    },
    /// Fire it now.
    Trigger {
        /// Its name.
        schedule: String,
    },
    /// Fire for each moment that its rule names in a past range.
    Backfill {
        /// Its name.
        schedule: String,
        /// From then on, for example 2026-03-01T00:00:00Z.
        #[arg(long, value_name = "TIME")]
        from: jiff::Timestamp,
        /// Until before then.
        #[arg(long, value_name = "TIME")]
        until: jiff::Timestamp,
    },
    /// Remove it; its runs stay and go on.
    Remove {
        /// Its name.
        schedule: String,
    },
}

/// `schedules create`.
#[derive(Debug, Args)]
pub(crate) struct ScheduleCreateArgs {
    /// Its name: small letters, digits and `-`.
    pub(crate) name: String,
    /// The flow whose runs it starts.
    #[arg(long, value_name = "FLOW")]
    pub(crate) flow: String,
    /// A version of the flow; the newest at each firing if not given.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) version: Option<i32>,
    /// The rule.
    #[command(flatten)]
    pub(crate) rule: RuleArgs,
    /// A field of each run's input: JSON, or else text; repeat for more.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub(crate) set: Vec<String>,
    /// What each run is to be found by; repeat for more.
    #[arg(long = "attribute", value_name = "NAME=VALUE")]
    pub(crate) attributes: Vec<String>,
}

/// A rule.
#[derive(Debug, Args)]
pub(crate) struct RuleArgs {
    /// By the wall clock: five fields, or six with the second first, for example "0 9 * * MON-FRI"; may be given several times.
    #[arg(long, value_name = "RULE")]
    pub(crate) cron: Vec<String>,
    /// By the time that passes, for example 15m; may be given several times.
    #[arg(long, value_name = "LENGTH")]
    pub(crate) every: Vec<String>,
    /// Once, for example 2026-05-01T09:00:00Z; may be given several times.
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Vec<jiff::Timestamp>,
    /// The IANA name of the time zone of cron rules.
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub(crate) zone: String,
    /// The most by which a firing is put off, for example 30s.
    #[arg(long, value_name = "LENGTH")]
    pub(crate) jitter: Option<String>,
    /// What becomes of a firing while an earlier run goes on: skip, buffer_one, buffer_all, cancel, allow.
    #[arg(long, value_name = "POLICY")]
    pub(crate) overlap: Option<String>,
    /// How late a firing may still be made up for, for example 1h.
    #[arg(long, value_name = "LENGTH")]
    pub(crate) catch_up: Option<String>,
    /// The number of firings after which it ends.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) max_runs: Option<u64>,
}

/// `templates …`.
#[derive(Debug, Subcommand)]
pub(crate) enum TemplatesCommand {
    /// What can be run.
    List,
    /// One template: its form, stages, checks, promises and costs.
    Show {
        /// The slug.
        template: String,
    },
    /// Check template and agent files and publish them; all or none.
    Apply {
        /// The files.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Only check.
        #[arg(long)]
        check: bool,
    },
    /// Take a template out of the catalogue; its runs stay.
    Remove {
        /// The slug.
        template: String,
    },
}

/// `models …`.
#[derive(Debug, Subcommand)]
pub(crate) enum ModelsCommand {
    /// Models, providers, tiers, prices, and whether they can be called here.
    List,
}

/// `users …`.
#[derive(Debug, Subcommand)]
pub(crate) enum UsersCommand {
    /// Accounts, newest first.
    List {
        /// At most so many.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=1_000))]
        limit: i64,
    },
    /// Make an account. Without a password, a link is printed with which its owner sets one.
    Create {
        /// Its e-mail address.
        email: String,
        /// What it may do, each including those before it.
        #[arg(long, default_value = "user", value_parser = role())]
        role: AccountRole,
        /// Its name, for people.
        #[arg(long)]
        name: Option<String>,
        /// Read the password from standard input, one line.
        #[arg(long)]
        password_stdin: bool,
        /// Where the link leads.
        #[command(flatten)]
        site: SiteArgs,
    },
    /// Change what an account may do: the role becomes the highest it holds.
    Promote {
        /// Its e-mail address.
        email: String,
        /// What it may do from now on, each including those before it.
        #[arg(value_parser = role())]
        role: AccountRole,
    },
}

/// `keys`.
#[derive(Debug, Args)]
pub(crate) struct KeysArgs {
    /// The keys in their older form, JWTs, for clients that read a role in them.
    #[arg(long)]
    pub(crate) legacy: bool,
    /// Where the server is.
    #[command(flatten)]
    pub(crate) site: SiteArgs,
}

/// Where the server is.
#[derive(Debug, Args)]
pub(crate) struct SiteArgs {
    /// The address people see; where the server of this data folder was last reached, if not given.
    #[arg(long, env = "GATEWRIGHT_SITE_URL", value_name = "URL", value_parser = site::parse)]
    pub(crate) site_url: Option<String>,
}

fn role() -> impl TypedValueParser<Value = AccountRole> {
    PossibleValuesParser::new(AccountRole::ALL.map(AccountRole::as_str)).try_map(|text| text.parse::<AccountRole>())
}

/// `up`.
#[derive(Debug, Args)]
pub(crate) struct UpArgs {
    /// Port of the embedded PostgreSQL on 127.0.0.1; a free one if not given.
    #[arg(long, conflicts_with = "database_url", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Option<u16>,
    /// How requests are served.
    #[command(flatten)]
    pub(crate) serve: ServeArgs,
    /// How models are called.
    #[command(flatten)]
    pub(crate) models: ModelArgs,
    /// How runs are carried out.
    #[command(flatten)]
    pub(crate) host: HostArgs,
}

/// `worker`.
#[derive(Debug, Args)]
pub(crate) struct WorkerArgs {
    /// How runs are carried out.
    #[command(flatten)]
    pub(crate) host: HostArgs,
    /// Let the requests of flows go to private and loopback addresses, like `up --webhooks-to-private-addresses`.
    #[arg(long)]
    pub(crate) private_addresses: bool,
}

/// How runs are carried out.
#[derive(Debug, Clone, Args)]
pub(crate) struct HostArgs {
    /// Replace another process that hangs with its runs when it has not been heard of for so many seconds. One that died is replaced at once.
    #[arg(long, env = "GATEWRIGHT_HUNG_AFTER", value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(2..=3600))]
    pub(crate) hung_after: u64,
    /// When told to stop, let steps that are under way end for so many seconds before they are cancelled; told again, stop at once.
    #[arg(long, env = "GATEWRIGHT_DRAIN", value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(0..=3600))]
    pub(crate) drain: u64,
}

/// How requests are served.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Where the web application and the API are served; port 0 picks a free one.
    #[arg(long, env = "GATEWRIGHT_LISTEN", value_name = "ADDRESS", default_value = site::LISTEN)]
    pub(crate) listen: SocketAddr,
    /// The address people see, where something stands before this server, for example https://gatewright.example.com.
    #[arg(long, env = "GATEWRIGHT_SITE_URL", value_name = "URL", value_parser = site::parse)]
    pub(crate) site_url: Option<String>,
    /// Let nobody make an account but admins.
    #[arg(long)]
    pub(crate) no_sign_up: bool,
    /// An origin whose pages may call the API from elsewhere, for example https://app.example.com; may be given several times.
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) allow_origin: Vec<String>,
    /// Let webhooks, and the requests of flows, go to private and loopback addresses.
    #[arg(long)]
    pub(crate) webhooks_to_private_addresses: bool,
}

/// `migrate`.
#[derive(Debug, Args)]
pub(crate) struct MigrateArgs {
    /// Print the SQL an administrator must run first where this account may not create roles.
    #[arg(long)]
    pub(crate) print_roles: bool,
}

/// `db …`.
#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    /// A URL for psql, valid while PostgreSQL is up.
    Url,
}

/// `bench`.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// This part alone; api, engine and essays if not given.
    pub(crate) part: Option<BenchPart>,
    /// Of `bench engine` these workloads: ceiling, w1, w1-content, w2, w3, w4, w5, signals, idle. Of `bench chaos` these faults: kill-process,
    /// kill-backend, kill-postgres, pool-exhausted, disk-full, clock-off, two-owners, zombie. Of `bench scale` these measurements: processes,
    /// snapshot, history, plan, fan-out, sleepers, payloads. All of them if not given.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// How often each is measured; medians are printed.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) rounds: u32,
    /// Runs of W1 in a round, of ten empty steps each; of w1-content, whose steps are gates of a template, at most 2,000 of them.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) runs: u32,
    /// How long `bench chaos` goes on; with 0 each fault strikes once, in its short form.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(0..=1_440))]
    pub(crate) minutes: u32,
    /// How long `bench scale` holds an old snapshot under load before it measures what that costs.
    #[arg(long, default_value_t = 0, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(0..=1_440))]
    pub(crate) snapshot_minutes: u32,
    /// Finished runs among which `bench scale` measures, and runs asleep are a tenth of them.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1_000..=100_000_000))]
    pub(crate) history: u32,
    /// Hosts the engine that W5 kills; its steps write into this file. For `bench scale`: one of several hosts.
    #[arg(long, hide = true, value_name = "FILE")]
    pub(crate) host: Option<PathBuf>,
}

/// What can be measured alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BenchPart {
    /// A user's read by primary key, beside the bare query.
    Api,
    /// What the processes survive: a load of every primitive, a fault each few seconds, and at the end whether all that was told is true.
    Chaos,
    /// Throughput and latency of the engine, beside what plain SQL gives.
    Engine,
    /// The engine with several processes, an old snapshot, a long history, wide and long plans, runs asleep, and large files.
    Scale,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
