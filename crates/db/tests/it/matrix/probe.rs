//! The statements of the matrix, made from the catalogue, and what comes of them.

use std::collections::BTreeMap;

use super::{
    table::{Line, Operation},
    world::{Door, Outcome, Who, World},
};

/// Rows behind a view that is written through a trigger: what has to be taken away before its row can be inserted again.
const BEHIND: [(&str, &[(&str, &str)]); 3] = [
    ("content.profiles", &[("public.users", "id")]),
    ("content.gate_executions", &[("content.gate_attempts", "id"), ("content.gate_texts", "attempt_id")]),
    ("content.models", &[("llm.models", "id")]),
];

/// A table or view, as the statements need it.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    /// Schema and name, quoted where need be.
    pub(crate) name: String,
    is_view: bool,
    /// Columns that a statement may set.
    columns: Vec<String>,
    /// Columns of the primary key, or of another key, with their types.
    key: Vec<(String, String)>,
    /// Rows that a superuser sees.
    pub(crate) count: i64,
    /// What is missing before anybody should use it, as a person would mend it.
    pub(crate) omissions: Vec<String>,
}

impl Relation {
    /// Statements that name no column but those they write: a deletion of everything, and an update of each column.
    pub(crate) fn blind_statements(&self) -> Vec<String> {
        let update = |column: &String| format!("update {} set {column} = default", self.name);
        std::iter::once(format!("delete from {}", self.name)).chain(self.columns.iter().map(update)).collect()
    }
}

/// Every table and view that is not the server's own or an extension's, by name.
pub(crate) async fn relations(world: &World) -> BTreeMap<String, Relation> {
    let sql = "
        select
            format('%I.%I', n.nspname, c.relname) as name,
            c.relkind in ('v', 'm') as is_view,
            array(
                select quote_ident(a.attname) from pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity <> 'a'
                order by a.attnum
            ) as columns,
            coalesce(k.columns, '{}') as key_columns,
            coalesce(k.types, '{}') as key_types,
            array_remove(array[
                case when c.relkind in ('r', 'p') and not c.relrowsecurity then
                    format('row-level security is off: alter table %I.%I enable row level security;', n.nspname, c.relname) end,
                case when c.relkind in ('r', 'p') and not exists (select from pg_policy p where p.polrelid = c.oid) then
                    format('no policy: create policy \"Service does everything\" on %I.%I for all to service_role using (true) with check (true); and one for each role that may reach rows of it', n.nspname, c.relname) end,
                case when c.relkind = 'v' and not coalesce(c.reloptions @> '{security_invoker=true}', false) then
                    format('it runs as its owner: alter view %I.%I set (security_invoker = true);', n.nspname, c.relname) end,
                case when c.relacl is null then
                    format('no grant was ever stated: revoke all on table %I.%I from public, anon, authenticated, service_role; then grant what is meant', n.nspname, c.relname) end
            ], null) as omissions
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        left join lateral (
            select array_agg(quote_ident(a.attname) order by u.ord) as columns, array_agg(format_type(a.atttypid, a.atttypmod) order by u.ord) as types
            from (
                select k.conkey from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u')
                order by k.contype, k.conname limit 1
            ) k
            cross join lateral unnest(k.conkey) with ordinality u (attnum, ord)
            join pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum
        ) k on true
        where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'probe')
            and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
        order by 1";
    let mut relations = BTreeMap::new();
    for row in world.root().query(sql, &[]).await.unwrap() {
        let name: String = row.get("name");
        let count = world.root().query_one(&format!("select count(*) from {name}"), &[]).await.unwrap().get(0);
        let relation = Relation {
            is_view: row.get("is_view"),
            columns: row.get("columns"),
            key: row.get::<_, Vec<String>>("key_columns").into_iter().zip(row.get::<_, Vec<String>>("key_types")).collect(),
            omissions: row.get("omissions"),
            count,
            name: name.clone(),
        };
        relations.insert(name, relation);
    }
    relations
}

/// What really comes of the operation of a line, for everybody.
pub(crate) async fn observe(world: &World, door: Door, relation: &Relation, line: &Line) -> [String; Who::ALL.len()] {
    let probe = Probe { world, door, relation, rows: line.condition() };
    let mut outcomes: [String; Who::ALL.len()] = Default::default();
    let missing = if line.operation == Operation::Insert { Some(probe.take_away().await) } else { None };
    for (outcome, who) in outcomes.iter_mut().zip(Who::ALL) {
        *outcome = match (line.operation, &missing) {
            (Operation::Select, _) => probe.select(who).await,
            (Operation::Insert, Some(missing)) => probe.insert(who, missing).await,
            (Operation::Update, _) => probe.update(who).await,
            _ => probe.once(who, &probe.statement(line.operation)).await.to_string(),
        };
    }
    if let Some(missing) = missing {
        probe.put_back(&missing).await;
    }
    outcomes
}

struct Probe<'a> {
    world: &'a World,
    door: Door,
    relation: &'a Relation,
    rows: String,
}

/// Rows that were taken away.
struct Missing {
    /// The rows of the relation itself, as JSON.
    json: String,
    /// Statements that take away, for a door that sees them only in its own transaction.
    taking: String,
    /// Statements that put back.
    putting: String,
}

impl Probe<'_> {
    async fn once(&self, who: Who, sql: &str) -> Outcome {
        self.world.attempt(self.door, who, "", sql).await
    }

    fn statement(&self, operation: Operation) -> String {
        let Relation { name, is_view, key, .. } = self.relation;
        match operation {
            Operation::Delete => format!("delete from {name} where {}", self.rows),
            Operation::Truncate => format!("truncate {name}"),
            Operation::References => {
                let list = |of: &dyn Fn(&(String, String)) -> String| key.iter().map(of).collect::<Vec<_>>().join(", ");
                let (columns, names) = (list(&|(name, kind)| format!("{name} {kind}")), list(&|(name, _)| name.clone()));
                // Without a key there is nothing to refer to, whatever one may.
                let (columns, names) = if key.is_empty() { ("x integer".to_owned(), "x".to_owned()) } else { (columns, names) };
                format!("create table probe.child ({columns}, foreign key ({names}) references {name} ({names}))")
            }
            Operation::Trigger => {
                let moment = if *is_view { "instead of" } else { "after" };
                format!("create trigger probe {moment} insert on {name} for each row execute function probe.nothing()")
            }
            Operation::Select | Operation::Insert | Operation::Update => unreachable!("column by column"),
        }
    }

    /// The columns a role has a privilege on, by the catalogue. It only chooses what is tried.
    async fn granted(&self, who: Who, privilege: &str) -> Vec<String> {
        let columns: Vec<String> = self.relation.columns.iter().map(|column| format!("'{}'", column.trim_matches('"'))).collect();
        let sql = format!(
            "select quote_ident(c) from unnest(array[{}]::text[]) with ordinality u (c, n)
             where has_column_privilege('{}', '{}', c, '{privilege}') order by n",
            columns.join(", "),
            who.role(),
            self.relation.name
        );
        self.world.lines(&sql).await
    }

    async fn select(&self, who: Who) -> String {
        let Relation { name, .. } = self.relation;
        let all = self.once(who, &format!("select count(*) from (select * from {name} where {}) r", self.rows)).await;
        if all != Outcome::Denied {
            return all.to_string();
        }
        let columns = self.granted(who, "select").await;
        if columns.is_empty() {
            return all.to_string();
        }
        let some = self.once(who, &format!("select count(*) from (select {} from {name}) r", columns.join(", "))).await;
        format!("{some} ({})", columns.join(", "))
    }

    async fn update(&self, who: Who) -> String {
        let Relation { name, columns, .. } = self.relation;
        let set = |columns: &[String]| {
            let set: Vec<String> = columns.iter().map(|column| format!("{column} = {column}")).collect();
            format!("update {name} set {} where {}", set.join(", "), self.rows)
        };
        let all = self.once(who, &set(columns)).await;
        if all != Outcome::Denied {
            return all.to_string();
        }
        let mut groups: Vec<(Outcome, Vec<&str>)> = Vec::new();
        for column in columns {
            let outcome = self.once(who, &set(std::slice::from_ref(column))).await;
            match groups.iter_mut().find(|(known, _)| *known == outcome) {
                Some((_, group)) => group.push(column),
                None => groups.push((outcome, vec![column])),
            }
        }
        let but: Vec<String> = groups
            .iter()
            .filter(|(outcome, _)| *outcome != Outcome::Denied)
            .map(|(outcome, group)| format!("{outcome} ({})", group.join(", ")))
            .collect();
        if but.is_empty() { all.to_string() } else { but.join(" ") }
    }

    async fn insert(&self, who: Who, missing: &Missing) -> String {
        let Relation { name, columns, .. } = self.relation;
        let statement = |columns: &[String]| {
            let columns = columns.join(", ");
            format!(
                "insert into {name} ({columns}) select {columns} from jsonb_populate_recordset(null::{name}, {})",
                quoted(&missing.json)
            )
        };
        let before = if self.door == Door::Within { missing.taking.as_str() } else { "" };
        let all = self.world.attempt(self.door, who, before, &statement(columns)).await;
        if all != Outcome::Denied {
            return all.to_string();
        }
        let granted = self.granted(who, "insert").await;
        if granted.is_empty() {
            return all.to_string();
        }
        let some = self.world.attempt(self.door, who, before, &statement(&granted)).await;
        let mut said = format!("{some} ({})", granted.join(", "));
        for column in columns.iter().filter(|column| !granted.contains(column)) {
            let more: Vec<String> = granted.iter().chain([column]).cloned().collect();
            let outcome = self.world.attempt(self.door, who, before, &statement(&more)).await;
            if outcome != Outcome::Denied {
                said.push_str(&format!(" {outcome} (with {column})"));
            }
        }
        said
    }

    /// Takes the rows away, so that the same can be inserted again, with nothing of theirs made up.
    async fn take_away(&self) -> Missing {
        let Relation { name, .. } = self.relation;
        let json =
            |table: &str, condition: &str| format!("select coalesce(jsonb_agg(to_jsonb(r)), '[]')::text from {table} r where {condition}");
        let own = self.world.lines(&json(name, &self.rows)).await.remove(0);
        let behind = BEHIND.iter().find(|(view, _)| view == name).map(|(_, behind)| *behind).unwrap_or_default();
        let tables: Vec<(String, String)> = if self.relation.is_view {
            let ids = format!("select id from {name} where {}", self.rows);
            behind.iter().map(|(table, column)| ((*table).to_owned(), format!("{column} in ({ids})"))).collect()
        } else {
            vec![(name.clone(), self.rows.clone())]
        };
        let (mut taking, mut putting) = (Vec::new(), Vec::new());
        // What stands behind is taken from the last on, since the view finds its rows by the first.
        for (table, condition) in tables.iter().rev() {
            let rows = self.world.lines(&json(table, condition)).await.remove(0);
            let columns = self
                .world
                .lines(&format!(
                    "select quote_ident(attname) from pg_attribute
                     where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum"
                ))
                .await
                .join(", ");
            taking.push(format!("delete from {table} where {condition}"));
            putting.push(format!(
                "insert into {table} ({columns}) overriding system value
                 select {columns} from jsonb_populate_recordset(null::{table}, {})",
                quoted(&rows)
            ));
        }
        // No trigger fires and no key is checked: what hangs on the rows stays where it is.
        let quietly = |statements: Vec<String>| {
            format!("set local session_replication_role = replica; {}; set local session_replication_role = origin", statements.join("; "))
        };
        let missing = Missing { json: own, taking: quietly(taking), putting: quietly(putting) };
        if self.door == Door::Login {
            self.committed(&missing.taking).await;
        }
        missing
    }

    async fn put_back(&self, missing: &Missing) {
        if self.door == Door::Login {
            self.committed(&missing.putting).await;
        }
    }

    async fn committed(&self, sql: &str) {
        let outcome = self.world.root().batch_execute(&format!("begin; {sql}; commit")).await;
        outcome.unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
    }
}

fn quoted(text: &str) -> String {
    format!("$json${text}$json$")
}
