//! From what forms to what is durable, and what follows from that.

use std::collections::VecDeque;

use machine::Entry;

use super::{Condemnation, Lane, Look, Out, PATIENCE, Read, WAVE};
use crate::Broken;
use crate::store::{RequestId, RunId, shard_of};
use crate::wave::{Advance, Answer, End, Written};

impl Lane {
    pub(super) fn form(&mut self, advance: Advance) {
        match self.stalled.get_mut(&advance.run) {
            Some(advances) => advances.push_back(advance),
            None => self.forming.push_back(advance),
        }
    }

    pub(super) fn flush_when_idle(&mut self) {
        if self.flushing.is_some() || self.forming.is_empty() || self.outage {
            return;
        }
        let count = self.forming.len().min(WAVE);
        let advances: Vec<Advance> = self.forming.drain(..count).collect();
        self.flushing = Some(advances.iter().map(|advance| advance.shard).collect());
        let epochs = advances.iter().filter_map(|advance| Some((advance.shard, *self.owned.get(&advance.shard)?))).collect();
        self.out.push(Out::Wave { epochs, advances });
    }

    pub(crate) fn take_written(&mut self, written: Written) {
        self.flushing = None;
        let Written { mut committed, rejected, rest, end } = written;
        if matches!(end, End::Unknown) && self.is(Broken::TrustsUnknown) {
            committed.extend(rest);
            committed.into_iter().for_each(|advance| self.committed(advance));
            return;
        }
        if !committed.is_empty() {
            self.outage = false;
        }
        for advance in committed {
            self.committed(advance);
        }
        for (run, advances, transient) in rejected {
            self.rejected(run, advances, transient);
        }
        match end {
            End::Decided => {}
            End::Unavailable => {
                for advance in rest.into_iter().rev() {
                    self.forming.push_front(advance);
                }
                self.outage = true;
            }
            End::Deposed | End::Unknown => self.disown(),
        }
    }

    /// A transition is durable: tell who waits, then start what it wants.
    fn committed(&mut self, advance: Advance) {
        let Advance { run, progress, answers, wakes, .. } = advance;
        self.patience.remove(&run);
        self.forget_wakes(&wakes);
        for (id, answer) in answers {
            self.answered(id, answer);
        }
        let Some(progress) = progress else { return self.leave_if_idle(run) };
        if self.starting.remove(&run) {
            self.out.push(Out::Begun { run, here: true });
        }
        if let Some(live) = self.runs.get_mut(&run) {
            live.unwritten -= 1;
            live.durable = progress.entries.last().map_or(live.durable, |last| last.seq);
        }
        if let Some(last) = progress.entries.last() {
            if let Some(outcomes) = self.undurable.get_mut(&run) {
                outcomes.retain(|(head, _)| *head > last.seq);
                if outcomes.is_empty() {
                    self.undurable.remove(&run);
                }
            }
            self.out.push(Out::Told { run, last_seq: last.seq });
        }
        if !progress.births.is_empty() {
            self.look(Look::SUBMISSIONS);
            if self.is(Broken::BirthsApart) {
                self.out.extend(progress.births.iter().cloned().map(Out::Submit));
            }
        }
        if self.is(Broken::MovesPlansApart) && progress.entries.iter().any(|recorded| matches!(recorded.entry, Entry::Migrated { .. })) {
            self.move_row(run);
        }
        self.issue(run, progress.commands);
        self.leave_if_idle(run);
    }

    fn answered(&mut self, id: RequestId, answer: Answer) {
        self.taken.remove(&id);
        if self.requests.under_way {
            self.requests.overtaken_requests.insert(id);
        }
        self.out.push(Out::Answered { id, answer });
    }

    /// A moment to try again has come.
    pub(crate) fn retry(&mut self) {
        if std::mem::take(&mut self.outage) {
            self.load_page();
            self.look(Look::ALL);
        }
        for (_, advances) in std::mem::take(&mut self.stalled) {
            self.forming.extend(advances);
        }
    }

    fn rejected(&mut self, run: RunId, mut advances: Vec<Advance>, transient: bool) {
        let (later, others): (VecDeque<Advance>, VecDeque<Advance>) =
            std::mem::take(&mut self.forming).into_iter().partition(|advance| advance.run == run);
        self.forming = others;
        advances.extend(later);
        if self.starting.remove(&run) {
            self.drop_run(run);
            self.out.push(Out::Begun { run, here: false });
            return;
        }
        let refusals = self.patience.entry(run).or_default();
        *refusals += 1;
        if transient && *refusals <= PATIENCE {
            self.stalled.insert(run, advances.into());
            return;
        }
        self.patience.remove(&run);
        self.drop_run(run);
        for id in advances.iter().flat_map(|advance| &advance.wakes) {
            self.taken_wakes.remove(id);
        }
        let begins = advances.iter().any(|advance| advance.progress.as_ref().is_some_and(|progress| progress.begins));
        let requests = advances.iter().flat_map(|advance| advance.answers.iter().map(|(id, _)| *id)).collect();
        self.condemning.insert(run);
        let shard = shard_of(run);
        let epochs = self.owned.get(&shard).map(|epoch| (shard, *epoch)).into_iter().collect();
        self.read(Read::Condemn { run, epochs, requests, begins });
    }

    pub(super) fn take_condemned(&mut self, run: RunId, answered: Vec<(RequestId, Answer)>, end: Condemnation) {
        self.condemning.remove(&run);
        if self.wanted.contains_key(&run) {
            self.read_wanted(vec![run]);
        }
        match end {
            Condemnation::Paused { .. } | Condemnation::SetAside => {
                if let Condemnation::Paused { last_seq, row } = end {
                    self.note_left(run, last_seq, row);
                }
                for (id, answer) in answered {
                    self.answered(id, answer);
                }
                if matches!(end, Condemnation::SetAside) {
                    self.set_aside.insert(run);
                }
            }
            Condemnation::Interrupted => self.disown(),
        }
    }
}
