//! How far back a look into the database reaches.
//!
//! What a look finds is deleted, or leaves its index, as soon as it is taken in. While any session holds an old snapshot, PostgreSQL keeps what
//! was deleted, and a look from the beginning reads all of it again: after half an hour, seconds of it. So a look begins behind what was
//! given out so long ago that it is committed, and was found. What commits later than anybody waits for is found as well: now and then a look does
//! reach to the beginning, as often as it may by what it costs.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// What has not been committed so long after it was given its number is not waited for.
pub const SETTLED_AFTER: Duration = Duration::from_secs(10);

/// A look to the beginning that took so long is not repeated before so many times as long have passed.
pub(crate) const SHARE: u32 = 200;

/// What one kind of looks knows of the past. `M` orders what is looked for as it came.
#[derive(Debug)]
pub struct Reach<M> {
    /// Nothing that came up to here is left to be found.
    settled: Option<M>,
    /// When a look may reach to the beginning again.
    whole_at: Option<Instant>,
}

/// One look.
#[derive(Debug, Clone, Copy)]
pub struct Glance<M> {
    /// It finds what came after this, or everything.
    pub after: Option<M>,
    began: Instant,
    /// What had settled when it began.
    settled: Option<M>,
}

/// How much of what was there a look has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent<M> {
    /// Nothing, or nobody knows how much.
    None,
    /// All that came up to this, or as early.
    UpTo(M),
    /// All there was.
    All,
}

impl<M> Default for Reach<M> {
    fn default() -> Self {
        Self { settled: None, whole_at: None }
    }
}

impl<M: Copy + Ord> Reach<M> {
    /// A look that begins now, `settled` being the last that is committed, and with it all before it.
    pub fn glance(&self, now: Instant, settled: Option<M>) -> Glance<M> {
        let whole = self.whole_at.is_none_or(|at| at <= now);
        Glance { after: self.settled.filter(|_| !whole), began: now, settled }
    }

    /// A look has ended.
    pub fn end(&mut self, glance: Glance<M>, now: Instant, found: Extent<M>) {
        if glance.after.is_none() {
            self.whole_at = Some(now + now.duration_since(glance.began) * SHARE);
        }
        let settled = match found {
            Extent::None => None,
            Extent::UpTo(last) => glance.settled.map(|settled| settled.min(last)),
            Extent::All => glance.settled,
        };
        self.settled = self.settled.max(settled);
    }

    /// What came after this is to be found again.
    pub(crate) fn lower(&mut self, to: M) {
        self.settled = self.settled.map(|settled| settled.min(to));
    }
}

impl<M: Copy + Ord> Glance<M> {
    /// Whatever it does not find may be there all the same.
    pub(crate) fn disregard(&mut self) {
        self.settled = None;
    }

    /// What came after this may be there though it does not find it.
    pub(crate) fn lower(&mut self, to: M) {
        self.settled = self.settled.map(|settled| settled.min(to));
    }
}

/// The last numbers given out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Numbers {
    pub(crate) submissions: i64,
    pub(crate) requests: i64,
    pub(crate) wakes: i64,
}

/// What a look at the database's clocks showed: of numbers and of transactions.
#[derive(Debug, Clone, Copy)]
pub struct Seen<N> {
    /// When.
    pub at: Instant,
    /// The last numbers given out.
    pub numbers: N,
    /// Every transaction before this one has ended.
    pub oldest: i64,
    /// No transaction from this one on has begun.
    pub next: i64,
}

/// Numbers given out, of which those have settled that no open transaction can have been given.
#[derive(Debug)]
pub struct GivenOut<N>(Mutex<Waiting<N>>);

#[derive(Debug)]
struct Waiting<N> {
    settled: Option<N>,
    seen: VecDeque<Seen<N>>,
}

impl<N> Default for Waiting<N> {
    fn default() -> Self {
        Self { settled: None, seen: VecDeque::new() }
    }
}

impl<N> Default for GivenOut<N> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<N: Copy + Eq> GivenOut<N> {
    /// This is so now. Says whether any number was given out since the last time.
    pub fn note(&self, now: Seen<N>) -> bool {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Numbers are read a moment after the transactions, and a transaction may be given one a moment before it counts as open. Whichever was
        // given one of these had begun by now.
        if let Some(last) = waiting.seen.back_mut() {
            last.next = now.next;
        }
        let has_settled = |seen: &Seen<N>| seen.next <= now.oldest || now.at.duration_since(seen.at) >= SETTLED_AFTER;
        while let Some(seen) = waiting.seen.front().copied().filter(has_settled) {
            waiting.settled = Some(seen.numbers);
            waiting.seen.pop_front();
        }
        let last = waiting.seen.back().map(|seen| seen.numbers).or(waiting.settled);
        waiting.seen.push_back(now);
        last.is_some_and(|last| last != now.numbers)
    }

    /// It may be another server that is asked from now on, which has given out fewer.
    pub fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Waiting::default();
    }

    /// The last numbers that have settled, if anybody knows.
    pub fn settled(&self) -> Option<N> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).settled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_look_begins_behind_what_had_settled_when_one_began_that_found_it_all() {
        let start = Instant::now();
        let mut reach = Reach::default();
        let first = reach.glance(start, Some(7));
        assert_eq!(first.after, None, "nobody has looked yet");
        reach.end(first, start + SECOND, Extent::None);
        assert_eq!(reach.glance(start + SECOND, Some(8)).after, None, "nothing was found out");
        reach.end(reach.glance(start + SECOND, Some(8)), start + SECOND * 2, Extent::All);
        let next = reach.glance(start + SECOND * 3, Some(20));
        assert_eq!(next.after, Some(8), "what had settled when it began, not when it ended");
        reach.end(next, start + SECOND * 4, Extent::UpTo(15));
        assert_eq!(reach.glance(start + SECOND * 5, Some(30)).after, Some(15), "there was more than it took");
        reach.end(reach.glance(start + SECOND * 5, Some(30)), start + SECOND * 6, Extent::UpTo(40));
        assert_eq!(reach.glance(start + SECOND * 6, Some(31)).after, Some(30), "what comes now may be committed later");
    }

    #[test]
    fn what_is_put_back_is_found_again_also_by_a_look_that_is_under_way() {
        let start = Instant::now();
        let mut reach = Reach::default();
        reach.end(reach.glance(start, Some(20)), start + SECOND, Extent::All);
        reach.lower(9);
        let mut under_way = reach.glance(start + SECOND, Some(25));
        assert_eq!(under_way.after, Some(9));
        under_way.lower(4);
        reach.lower(4);
        reach.end(under_way, start + SECOND * 2, Extent::All);
        assert_eq!(reach.glance(start + SECOND * 3, Some(30)).after, Some(4));
    }

    #[test]
    fn a_look_to_the_beginning_comes_again_after_two_hundred_times_its_cost() {
        let start = Instant::now();
        let mut reach = Reach::default();
        reach.end(reach.glance(start, Some(1)), start + SECOND, Extent::All);
        assert_eq!(reach.glance(start + SECOND * 200, Some(1)).after, Some(1));
        let whole = reach.glance(start + SECOND * 201, Some(1));
        assert_eq!(whole.after, None);
        // One that costs nothing is no rarer than looks are.
        reach.end(whole, start + SECOND * 201, Extent::All);
        assert_eq!(reach.glance(start + SECOND * 201, Some(1)).after, None);
    }

    #[test]
    fn numbers_settle_when_every_transaction_that_may_have_been_given_one_has_ended() {
        let (start, given_out) = (Instant::now(), GivenOut::default());
        let look = |second: u32, wakes: i64, oldest: i64, next: i64| {
            let numbers = Numbers { wakes, ..Numbers::default() };
            given_out.note(Seen { at: start + SECOND * second, numbers, oldest, next });
            given_out.settled().map(|numbers| numbers.wakes)
        };
        assert_eq!(look(0, 5, 100, 100), None, "nobody knows yet");
        assert_eq!(look(1, 7, 100, 103), None, "100 is open, and may have been given 5 just before it was seen");
        assert_eq!(look(2, 9, 103, 110), Some(5), "all that had begun have ended");
        assert_eq!(look(3, 11, 110, 110), Some(9), "of 6 to 9 as well");
        assert_eq!(look(4, 11, 110, 110), Some(11));
        // One that stays open holds nothing up for longer than it may take.
        assert_eq!(look(5, 13, 110, 115), Some(11));
        assert_eq!(look(14, 20, 110, 130), Some(11));
        assert_eq!(look(15, 21, 110, 131), Some(13));
        given_out.forget();
        assert_eq!(given_out.settled(), None);
    }
}
