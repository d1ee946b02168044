//! Moving a run to another plan: what carries over, or everything that is in the way.
//!
//! What has begun goes on as it was begun, and what begins afterwards is of the new plan:
//!
//! - A step that is done keeps what it gave, under its new name, whatever the new plan would do there.
//! - A step under way keeps its attempt, with the arguments it was begun with; the next attempt takes the new definition. It must be
//!   the same kind of work. One whose effect is being carried out keeps its name too: the name is part of the identity under which
//!   workers and other systems know the effect, and a new one would have it done twice.
//! - A wait under way takes its new definition, counted from when it began. What it has taken it keeps.
//! - Deadlines and escalations are those of the new plan, counted from the same moments. One that would have passed is in the way.
//! - A step that has begun is dropped only by name, and not while it is under way, waits, or has done what would have to be undone.
//! - A loop that has begun goes on in the round that it is in, and stays a loop of the same steps.
//! - A new step that comes before some that have begun is in the way until somebody says whether it is done all the same.
//! - State variables that both plans have keep their values, new ones begin. Signals that wait keep waiting.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use plan::{StepId, Work};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::carry::ends_the_run;
use crate::deadlines::Deadline;
use crate::graph::StepIdx;
use crate::machine::{Blueprint, Course, Machine};
use crate::mapping::{Late, Mapping};
use crate::state::{Standing, StepRecord};
use crate::{Actor, Decision, Entry, Obstacle, Refusal, RefusalCode, Transition};

/// What becomes of a step when its run moves to another plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The step of the plan that the run has; none for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<StepId>,
    /// The step of the plan that the run moves to; none for one that goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<StepId>,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is over, and stays what it is.
    Kept,
    /// It is under way, waits, or awaits a decision, and goes on.
    GoesOn,
    /// It has not begun, and will be what the new plan says.
    NotBegun,
    /// There was no such step.
    New,
    /// There was none, and it is passed over, since steps behind it have begun.
    PassedOver,
    /// It is gone.
    Dropped,
}

/// A migration that can be made.
struct Prepared {
    steps: Vec<Carried>,
    waits: BTreeMap<StepId, Value>,
}

impl Machine {
    /// What would become of each step if the run moved to another plan now: the steps of that plan in its order, then those that go.
    ///
    /// # Errors
    /// The run cannot move so; each thing that is in the way stands in the refusal with its place.
    pub fn migration(&self, now: Timestamp, target: &Blueprint, mapping: &Mapping) -> Result<Vec<Carried>, Refusal> {
        if *self.plan == **target.plan() {
            let kept = |view: crate::StepView<'_>| Carried { from: Some(view.id.clone()), to: Some(view.id.clone()), fate: Fate::Kept };
            return Ok(self.steps().map(kept).collect());
        }
        self.prepared(now, target, mapping).map(|prepared| prepared.steps)
    }

    /// Moves the run to another plan. A run that keeps to that plan already stays as it is.
    ///
    /// # Errors
    /// As [`Machine::migration`]; then nothing changed.
    pub fn migrate(
        &mut self,
        now: Timestamp,
        target: &Blueprint,
        mapping: Mapping,
        version: Option<u32>,
        by: Actor,
    ) -> Result<Transition, Refusal> {
        if *self.plan == **target.plan() {
            return Ok(Transition::default());
        }
        let Prepared { waits, .. } = self.prepared(now, target, &mapping)?;
        let late = mapping.late.clone();
        let entry = Entry::Migrated { plan_hash: target.hash().to_owned(), version, mapping, waits, by: by.clone() };
        let mut course = Course { now, entries: Vec::new(), wants: Vec::new() };
        let recorded = crate::Recorded { seq: self.state.seq + 1, at: now, entry };
        // What was prepared was tried on a copy of this very state.
        self.migrated(&recorded, target, &mut course.wants).expect("a migration that was prepared fits");
        self.state.seq = recorded.seq;
        course.entries.push(recorded);
        for (step, _) in late.into_iter().filter(|(_, late)| *late == Late::Skip) {
            let Some(idx) = self.graph.find(&step) else { continue };
            let reason = "it is new in the plan to which the run moved, and steps behind it had begun".to_owned();
            let entry = self.decide().decided(idx, Decision::Skipped, by.clone(), Some(reason));
            self.record(entry, &mut course);
        }
        self.settle(&mut course);
        Ok(self.conclude(course, None))
    }

    fn prepared(&self, now: Timestamp, target: &Blueprint, mapping: &Mapping) -> Result<Prepared, Refusal> {
        if self.state.phase.is_end() {
            let message = "the run has ended and keeps its plan; start or fork a run instead";
            return Err(Refusal::new(RefusalCode::RunEnded, message));
        }
        if self.state.clean_up.is_some() {
            let message = "the run is about to end and undoes what its steps did by the plan that it has";
            return Err(Refusal::new(RefusalCode::RunEnding, message));
        }
        let images = mapping.images(&self.plan, &self.graph, target.graph()).map_err(refused)?;
        let mut sources = vec![None; target.plan().steps.len()];
        for (old, image) in images.iter().enumerate() {
            if let Some(new) = image {
                sources[*new] = Some(old);
            }
        }
        let migrating = Migrating { run: self, target, mapping, images: &images, sources: &sources };
        let mut obstacles = migrating.steps();
        obstacles.extend(migrating.names());
        obstacles.extend(migrating.loops());
        obstacles.extend(migrating.data());
        let mut moved = self.clone();
        moved.take_plan(target, mapping, &images);
        obstacles.extend(migrating.late(&moved));
        let (waits, unfit) = migrating.waits(&mut moved);
        obstacles.extend(unfit);
        obstacles.extend(migrating.overdue(&moved, now));
        if obstacles.is_empty() { Ok(Prepared { steps: migrating.fates(), waits }) } else { Err(refused(obstacles)) }
    }
}

/// A move that is being looked at.
struct Migrating<'a> {
    run: &'a Machine,
    target: &'a Blueprint,
    mapping: &'a Mapping,
    /// For each step of the run's plan, which one of the other it becomes; and the other way round.
    images: &'a [Option<StepIdx>],
    sources: &'a [Option<StepIdx>],
}

impl Migrating<'_> {
    /// What would be over at once, and is not over already: what comes due in this very moment does so under either plan.
    fn overdue(&self, moved: &Machine, now: Timestamp) -> Vec<Obstacle> {
        let id = |idx: StepIdx| &moved.plan.steps[idx].id;
        let before = |deadline: Deadline| match deadline {
            Deadline::Step(idx) => self.sources[idx].map(Deadline::Step),
            Deadline::Decision(idx) => self.sources[idx].map(Deadline::Decision),
            Deadline::Run | Deadline::Undo => Some(deadline),
        };
        let is_due_anyway = |deadline: Deadline| {
            before(deadline).is_some_and(|before| self.run.state.index.deadlines.range(..=(now, before)).any(|(_, due)| *due == before))
        };
        let over = moved.state.index.deadlines.iter().take_while(|(at, _)| *at <= now).filter_map(|(at, deadline)| {
            let path = match deadline {
                _ if is_due_anyway(*deadline) => return None,
                Deadline::Run => "timeout_ms".to_owned(),
                Deadline::Step(idx) => format!("steps.{}.deadline_ms", id(*idx)),
                Deadline::Decision(idx) => format!("steps.{}.gate.approval.escalate", id(*idx)),
                Deadline::Undo => return None,
            };
            Some(Obstacle { path, message: format!("by the new plan this time was up at {at}; give it more") })
        });
        over.collect()
    }

    fn old_steps(&self) -> impl Iterator<Item = (&plan::Step, &StepRecord, Option<StepIdx>)> {
        self.run.plan.steps.iter().zip(&self.run.state.steps).zip(self.images).map(|((step, record), image)| (step, record, *image))
    }

    /// What each step that has begun says to what becomes of it.
    fn steps(&self) -> Vec<Obstacle> {
        let told = self.old_steps().enumerate().filter(|(_, (_, record, _))| record.has_begun());
        told.filter_map(|(idx, (step, record, image))| {
            let told = match image {
                Some(new) => change(step, &self.target.plan().steps[new], record),
                None => self.loss(idx, step, record),
            };
            told.map(|message| Obstacle { path: format!("steps.{}", step.id), message })
        })
        .collect()
    }

    /// Why a step that has begun cannot go.
    fn loss(&self, idx: StepIdx, step: &plan::Step, record: &StepRecord) -> Option<String> {
        if record.attempts == 0 {
            // It was passed over, and nothing is lost.
            return None;
        }
        if !self.mapping.steps.contains_key(&step.id) {
            return Some("it has begun, and the new plan has no step of this name; say which step it becomes, or drop it".to_owned());
        }
        match &record.standing {
            Standing::Working(_) | Standing::Checking { .. } => Some("it is under way and cannot be dropped; let it end first".to_owned()),
            Standing::Waiting(_) => Some("it waits and cannot be dropped; let it end or skip it first".to_owned()),
            Standing::AwaitingApproval { .. } => Some("it waits for a decision and cannot be dropped; decide first".to_owned()),
            _ if self.run.state.given.iter().any(|given| given.idx == idx) => {
                Some("what it did can be undone, and could not be without it; keep the step in the new plan".to_owned())
            }
            _ => None,
        }
    }

    /// Names tell efforts apart, so none that a step has used goes to another.
    fn names(&self) -> Vec<Obstacle> {
        let (run, new) = (self.run, self.target.plan());
        let taken = |(idx, step): (StepIdx, &plan::Step)| {
            let bearer = run.graph.find(&step.id).filter(|&old| run.state.steps[old].has_begun()).map(Some);
            let bearer = bearer.or_else(|| run.state.borne.get(&step.id).copied())?;
            let is_it = bearer.is_some() && bearer == self.sources[idx];
            (!is_it).then(|| Obstacle {
                path: format!("steps.{}", step.id),
                message: "another step of the run has borne this name; give the one of the new plan a name of its own".to_owned(),
            })
        };
        new.steps.iter().enumerate().filter_map(taken).collect()
    }

    /// A loop that has begun is the same steps afterwards: what its rounds gave, and how many there were, counts for them together.
    fn loops(&self) -> Vec<Obstacle> {
        let has_begun = |one: &&plan::Loop| one.steps.iter().any(|&idx| self.run.state.steps[idx].has_begun());
        let is_kept = |one: &plan::Loop| {
            let steps: Option<BTreeSet<StepIdx>> = one.steps.iter().map(|&idx| self.images[idx]).collect();
            let new = self.images[one.end].and_then(|end| self.target.graph().loop_of(end));
            new.is_some_and(|new| Some(&new.steps) == steps.as_ref())
        };
        let changed = self.run.graph.loops().iter().filter(has_begun).filter(|one| !is_kept(one));
        let message = "the loop whose rounds it ends has begun, and would be of other steps; keep the loop as it is in the new plan";
        changed.map(|one| Obstacle { path: format!("steps.{}", self.run.plan.steps[one.end].id), message: message.to_owned() }).collect()
    }

    /// Input, state and signals under the schemas of the new plan.
    fn data(&self) -> Vec<Obstacle> {
        let (state, plan) = (&self.run.state, self.target.plan());
        let mut obstacles = Vec::new();
        let mut note = |root: &str, checked: Result<(), plan::Diagnostics>| {
            obstacles.extend(checked.err().into_iter().flat_map(|found| found.list).map(|finding| {
                let path = match finding.path.as_str() {
                    "" => root.to_owned(),
                    path if path.starts_with('[') => format!("{root}{path}"),
                    path => format!("{root}.{path}"),
                };
                Obstacle { path, message: finding.message }
            }));
        };
        note("input", plan.check_input(&state.input));
        for (name, value) in state.run.variables().filter(|(name, _)| plan.state.contains_key(*name)) {
            note(&format!("state.{name}"), plan.check_variable(name, value));
        }
        for (name, kept) in state.signals.waiting() {
            for (_, payload) in kept {
                note(&format!("signals.{name}"), plan.check_signal(name, payload));
            }
        }
        let bytes = state.run.carried(plan).bytes();
        if bytes > plan::MAX_STATE_BYTES {
            let message = format!("the state of the run would have {bytes} bytes of JSON, and may have {}", plan::MAX_STATE_BYTES);
            obstacles.push(Obstacle { path: "state".to_owned(), message });
        }
        obstacles
    }

    /// Steps that have not begun, though some behind them have, and what is said of such.
    fn late(&self, moved: &Machine) -> Vec<Obstacle> {
        let plan = self.target.plan();
        let begun = (0..plan.steps.len()).filter(|&idx| moved.state.steps[idx].has_begun());
        let late: Vec<(StepIdx, StepIdx)> = (moved.graph.above(begun).into_iter())
            .filter(|&idx| !moved.state.steps[idx].has_begun())
            .filter_map(|idx| Some((idx, self.begun_behind(moved, idx)?)))
            .collect();
        let undecided = late.iter().filter(|(idx, _)| !self.mapping.late.contains_key(&plan.steps[*idx].id)).map(|(idx, behind)| {
            let behind = &plan.steps[*behind].id;
            let message = format!("it comes before `{behind}`, which has begun; say whether it is done all the same or skipped");
            Obstacle { path: format!("steps.{}", plan.steps[*idx].id), message }
        });
        let needless = self.mapping.late.keys().filter(|id| !late.iter().any(|(idx, _)| plan.steps[*idx].id == **id)).map(|id| {
            let message = match self.target.graph().find(id) {
                None => "the new plan has no such step".to_owned(),
                Some(_) => "nothing behind it has begun, so there is nothing to say of it".to_owned(),
            };
            Obstacle { path: format!("late.{id}"), message }
        });
        undecided.chain(needless).collect()
    }

    /// A step that has begun and comes after this one in the new plan, but did not in the old one.
    fn begun_behind(&self, moved: &Machine, idx: StepIdx) -> Option<StepIdx> {
        let was_behind = |behind: StepIdx| match (self.sources[idx], self.sources[behind]) {
            (Some(old), Some(behind)) => self.run.graph.is_upstream(behind, old),
            _ => false,
        };
        moved.graph.downstream(idx).into_iter().find(|&behind| moved.state.steps[behind].has_begun() && !was_behind(behind))
    }

    /// The conditions of waits under way that the new plan defines otherwise, rendered as the run stands; the run waits by them then.
    fn waits(&self, moved: &mut Machine) -> (BTreeMap<StepId, Value>, Vec<Obstacle>) {
        let (mut waits, mut obstacles) = (BTreeMap::new(), Vec::new());
        for (old, record, image) in self.old_steps() {
            let Some(new) = image.filter(|_| matches!(record.standing, Standing::Waiting(_))) else { continue };
            let step = &self.target.plan().steps[new];
            if !matches!(step.work, Work::Wait(_)) || self.mapping.keeps_work(&old.work, &step.work) {
                continue;
            }
            let rendered = moved.decide().evaluator().inputs(new).map_err(|error| format!("its conditions cannot be rendered: {error}"));
            let recast = rendered.and_then(|inputs| {
                let input = inputs.into_iter().next().unwrap_or_default();
                moved.recast(&step.id, input.clone()).map(|()| input)
            });
            match recast {
                Ok(input) => drop(waits.insert(step.id.clone(), input)),
                Err(message) => obstacles.push(Obstacle { path: format!("steps.{}", old.id), message }),
            }
        }
        (waits, obstacles)
    }

    fn fates(&self) -> Vec<Carried> {
        let fate = |old: usize| {
            let record = &self.run.state.steps[old];
            match &record.standing {
                Standing::AwaitingApproval { .. } => Fate::GoesOn,
                standing if standing.is_under_way() => Fate::GoesOn,
                Standing::Pending => Fate::NotBegun,
                _ => Fate::Kept,
            }
        };
        let old_id = |old: usize| self.run.plan.steps[old].id.clone();
        let carried = self.target.plan().steps.iter().zip(self.sources.iter().copied()).map(|(step, from)| Carried {
            from: from.map(old_id),
            to: Some(step.id.clone()),
            fate: match (from, self.mapping.late.get(&step.id)) {
                (_, Some(Late::Skip)) => Fate::PassedOver,
                (Some(old), _) => fate(old),
                (None, _) => Fate::New,
            },
        });
        let gone = self.images.iter().enumerate().filter(|(_, image)| image.is_none());
        carried.chain(gone.map(|(old, _)| Carried { from: Some(old_id(old)), to: None, fate: Fate::Dropped })).collect()
    }
}

/// Why a step that has begun cannot become another.
fn change(old: &plan::Step, new: &plan::Step, record: &StepRecord) -> Option<String> {
    if ends_the_run(&old.work) != ends_the_run(&new.work) {
        return Some("it has begun, and a step that ends the run is no other kind of step".to_owned());
    }
    let (was, is) = (kind(&old.work), kind(&new.work));
    match &record.standing {
        Standing::Working(_) | Standing::Checking { .. } | Standing::Waiting(_) if was != is => {
            Some(format!("it is under way as {was}, and would be {is}; let it end first"))
        }
        Standing::Working(_) if effect(&old.work) != effect(&new.work) => {
            let [was, is] = [&old.work, &new.work].map(|work| effect(work).unwrap_or_default());
            Some(format!("its effect `{was}` is under way, and would be `{is}`; let it end first"))
        }
        Standing::Working(_) if old.id != new.id => {
            Some(format!("its effect is under way under this name; let it end before it becomes `{}`, or keep the name", new.id))
        }
        Standing::AwaitingApproval { .. } if !new.gate.as_ref().is_some_and(|gate| gate.approval.is_required()) => {
            Some("it waits for a decision, and the new plan asks for none; decide first".to_owned())
        }
        _ => None,
    }
}

fn kind(work: &Work) -> &'static str {
    match work {
        Work::Effect(_) => "an effect",
        Work::Each { .. } => "a fan-out",
        Work::Wait(_) => "a wait",
        Work::State(_) => "a change of state",
        Work::End(_) => "an end of the run",
        Work::Again(_) => "a new beginning of the run",
        Work::Repeat(_) => "the end of a loop's rounds",
    }
}

fn effect(work: &Work) -> Option<&str> {
    match work {
        Work::Effect(call) | Work::Each { call, .. } => Some(&call.effect),
        Work::Wait(_) | Work::State(_) | Work::End(_) | Work::Again(_) | Work::Repeat(_) => None,
    }
}

fn refused(obstacles: Vec<Obstacle>) -> Refusal {
    let first = obstacles.first().map(|first| format!("{}: {}", first.path, first.message)).unwrap_or_default();
    let more = match obstacles.len() {
        0 | 1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    };
    let message = format!("the run cannot move to that plan as it stands: {first}{more}");
    Refusal { code: RefusalCode::NotMigratable, message, obstacles }
}
