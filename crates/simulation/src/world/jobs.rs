//! Looks into the store on their way, and what they find.

use std::collections::{BTreeMap, BTreeSet};

use machine::Event;

use super::{Job, World};
use crate::invariants::Violation;
use crate::lane::{Condemnation, Found, Read};
use crate::process::{Process, Standing};
use crate::requests::Request;
use crate::store::{Epoch, Refusal, RequestId, RunId, Shard, shard_of};
use crate::wave::{Advance, Answer, Head, Progress, head_of, text_of};

impl World {
    pub(super) fn move_job(&mut self) -> Result<bool, Violation> {
        if self.jobs.is_empty() {
            return Ok(false);
        }
        let at = self.draw.below(self.jobs.len());
        self.move_job_at(at)
    }

    pub(super) fn move_job_at(&mut self, at: usize) -> Result<bool, Violation> {
        let Job { process, generation, .. } = self.jobs[at];
        let Process { standing, lane, .. } = &self.processes[process];
        if *standing == Standing::Dead || lane.generation != generation {
            self.jobs.swap_remove(at);
            return Ok(true);
        }
        if *standing == Standing::Hung {
            return Ok(false);
        }
        if self.jobs[at].found.is_none() {
            let read = self.jobs[at].read.clone();
            let found = if self.faults && self.draw.percent(3) { Found::Nothing(read) } else { self.find(read)? };
            self.jobs[at].found = Some(found);
            // As a rule the answer comes at once.
            if self.faults && self.draw.percent(30) {
                return Ok(true);
            }
        }
        let Job { found, .. } = self.jobs.swap_remove(at);
        if let Some(found) = found {
            self.say(|| format!("process {process} finds {}", found.told()));
            self.with_lane(process, |lane| lane.take_found(found))?;
        }
        Ok(true)
    }

    fn find(&mut self, read: Read) -> Result<Found, Violation> {
        let store = &self.store;
        Ok(match read {
            Read::Submissions { shards, known, rows } => Found::Submissions(store.submitted(&shards, &known, rows)),
            Read::Requests { shards, known, rows } => {
                let open = store.open_requests(&shards, &known, rows).into_iter();
                let asked = |request: Request| request.asked(|hash| store.plans.get(hash).cloned());
                Found::Requests(open.map(|(id, filed)| (id, filed.run, asked(filed.request))).collect())
            }
            Read::Page { shards, after, rows } => {
                let runs = store.running(&shards, after, rows);
                let last = (runs.len() == rows).then(|| runs.last().copied()).flatten();
                Found::Page { shards, last, loaded: runs.into_iter().filter_map(|run| store.load(run)).collect() }
            }
            Read::Sleepers { shards, until, known, rows } => {
                let runs = store.due(&shards, until, &known, rows);
                Found::Sleepers { full: runs.len() == rows, loaded: runs.into_iter().filter_map(|run| store.load(run)).collect() }
            }
            Read::Wanted(runs) => {
                let loaded = runs.iter().filter_map(|run| store.load(*run)).collect();
                Found::Wanted { runs, loaded }
            }
            Read::Wakes { shards, known, rows } => {
                let found = store.woken(&shards, &known, rows);
                Found::Wakes { full: found.len() == rows, found }
            }
            Read::Park { runs, tries } => {
                let mut unmarked = BTreeSet::new();
                for (run, task) in tries {
                    if !self.store.park_far(run, &task) {
                        unmarked.insert(run);
                    }
                }
                Found::Marked { runs, unmarked }
            }
            Read::Condemn { run, epochs, requests, begins } => {
                let (answered, end) = self.condemn(run, &epochs, &requests, begins)?;
                Found::Condemned { run, answered, end }
            }
        })
    }

    /// Pauses a run at the end of its journal; where not even that is taken, whoever asked is told so.
    fn condemn(
        &mut self,
        run: RunId,
        epochs: &BTreeMap<Shard, Epoch>,
        requests: &[RequestId],
        begins: bool,
    ) -> Result<(Vec<(RequestId, Answer)>, Condemnation), Violation> {
        let answers: Vec<_> = requests.iter().map(|id| (*id, Answer::Refused { code: "PROJECTION_FAILED".to_owned() })).collect();
        let bare = Advance { run, shard: shard_of(run), progress: None, answers: answers.clone(), wakes: Vec::new() };
        let loaded = if begins { None } else { self.store.load(run) };
        let pausing = loaded.and_then(|mut loaded| {
            let transition = loaded.machine.handle(self.now, Event::ProjectionFailed { message: "full".to_owned() }).ok()?;
            let entries = transition.entries;
            let progress = Progress {
                text: text_of(&entries),
                state: loaded.machine.status(),
                head: Some(Head { wake_at: None, asleep: true, ..head_of(&loaded.machine) }),
                begins: false,
                creation: None,
                moved_to: None,
                births: Vec::new(),
                commands: Vec::new(),
                entries,
            };
            Some(Advance { progress: Some(progress), ..bare.clone() })
        });
        for (advance, end) in pausing
            .into_iter()
            .map(|advance| {
                let (last_seq, row) = (advance_end(&advance), advance.progress.as_ref().and_then(|progress| progress.head));
                (advance, Condemnation::Paused { last_seq, row })
            })
            .chain([(bare, Condemnation::SetAside)])
        {
            self.next_wave += 1;
            let pauses = advance.progress.is_some();
            let group = [advance];
            let slept = self.asleep_among(&group);
            let refused = match self.store.fence(self.next_wave, epochs, &group) {
                Ok(()) => self.store.commit(self.next_wave, &group).err(),
                Err(refusal) => Some(refusal),
            };
            match refused {
                None => {
                    if pauses {
                        self.store.condemned.insert(run);
                    }
                    self.counts.commits += 1;
                    self.say(|| format!("run {run} is condemned: {end:?}"));
                    self.check_fence(epochs, &group)?;
                    self.checker.committed(&self.store, &self.executions, &group)?;
                    self.note_moves(&group, &slept);
                    return Ok((answers, end));
                }
                Some(Refusal::Fault { .. }) => {}
                Some(Refusal::Deposed(_)) => break,
            }
        }
        Ok((Vec::new(), Condemnation::Interrupted))
    }
}

/// Where an advance leaves the journal.
fn advance_end(advance: &Advance) -> u64 {
    advance.progress.as_ref().and_then(|progress| progress.entries.last()).map_or(0, |last| last.seq)
}
