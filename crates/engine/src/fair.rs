//! Places for efforts under way: as many as there are, handed out in turn over the accounts that want them.
//!
//! While a place is free, whoever asks has it at once. When none is, those who wait are served account by account in a round, so that one with ten
//! thousand runs keeps nobody else waiting for longer than one effort of each account; inside an account by priority, which waiting raises, then by age.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use uuid::Uuid;

/// What has waited so long counts as one step of priority higher.
const AGING: Duration = Duration::from_secs(30);

/// Those who wait, and who is next.
struct Round<O, T> {
    waiting: HashMap<O, BTreeMap<Turn, T>>,
    /// Accounts in the order in which they are served next. One that nobody waits for any more may still stand here.
    order: VecDeque<O>,
    seq: u64,
}

/// Where somebody stands among those of its account: the earlier the sooner. It never changes while one waits: a step of priority is worth
/// having come so much earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    came_ms: i64,
    seq: u64,
}

impl<O: Copy + Eq + Hash, T> Round<O, T> {
    fn new() -> Self {
        Self { waiting: HashMap::new(), order: VecDeque::new(), seq: 0 }
    }

    fn push(&mut self, owner: O, priority: i32, now: Duration, who: T) -> Turn {
        let now = i64::try_from(now.as_millis()).unwrap_or(i64::MAX);
        let aging = i64::try_from(AGING.as_millis()).unwrap_or(i64::MAX);
        self.seq += 1;
        let turn = Turn { came_ms: now.saturating_sub(aging.saturating_mul(i64::from(priority))), seq: self.seq };
        if !self.waiting.contains_key(&owner) {
            self.order.push_back(owner);
        }
        self.waiting.entry(owner).or_default().insert(turn, who);
        turn
    }

    /// The next one, who waits no longer.
    fn pop(&mut self) -> Option<T> {
        loop {
            let owner = self.order.pop_front()?;
            let Some(of_owner) = self.waiting.get_mut(&owner) else { continue };
            let next = of_owner.pop_first();
            if of_owner.is_empty() {
                self.waiting.remove(&owner);
            } else {
                self.order.push_back(owner);
            }
            if let Some((_, who)) = next {
                return Some(who);
            }
        }
    }

    /// Somebody does not want to wait any longer.
    fn remove(&mut self, owner: O, turn: Turn) {
        if let Some(of_owner) = self.waiting.get_mut(&owner) {
            of_owner.remove(&turn);
            // An empty account keeps its entry until its turn comes, so that it stands in the round once.
        }
    }
}

/// The places of a process.
pub(crate) struct Places {
    state: Mutex<State>,
    since: Instant,
}

struct State {
    /// Nobody waits while one is free.
    free: usize,
    round: Round<Uuid, oneshot::Sender<Place>>,
}

/// A place, held until it is dropped.
pub(crate) struct Place {
    /// Absent in one that goes on to somebody else.
    of: Option<Arc<Places>>,
}

impl Places {
    pub(crate) fn new(count: usize) -> Self {
        Self { state: Mutex::new(State { free: count, round: Round::new() }), since: Instant::now() }
    }

    /// Waits for a place; who stops waiting wants none.
    pub(crate) async fn take(self: Arc<Self>, owner: Uuid, priority: i32) -> Place {
        let (told, turn) = {
            let mut state = self.state();
            if state.free > 0 {
                state.free -= 1;
                drop(state);
                return Place { of: Some(self) };
            }
            let (tell, told) = oneshot::channel();
            (told, state.round.push(owner, priority, self.since.elapsed(), tell))
        };
        let waiting = Waiting { places: &self, owner, turn };
        let place = told.await.expect("whoever leaves the round is handed a place, and only the one who waits leaves it otherwise");
        // It stands there no longer.
        std::mem::forget(waiting);
        place
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a place to the next one who wants it.
    fn hand_on(self: Arc<Self>) {
        let mut place = Place { of: Some(self.clone()) };
        loop {
            let next = {
                let mut state = self.state();
                match state.round.pop() {
                    Some(next) => next,
                    None => {
                        state.free += 1;
                        place.of = None;
                        return;
                    }
                }
            };
            match next.send(place) {
                Ok(()) => return,
                // Gone in this moment.
                Err(returned) => place = returned,
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(places) = self.of.take() {
            places.hand_on();
        }
    }
}

/// Leaves the round when whoever waits is dropped.
struct Waiting<'p> {
    places: &'p Arc<Places>,
    owner: Uuid,
    turn: Turn,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.places.state().round.remove(self.owner, self.turn);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone, Copy)]
    enum Step {
        Come { owner: u8, priority: i32 },
        Serve,
        Leave { which: usize },
        Pass { ms: u64 },
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            3 => (0_u8..4, -3_i32..4).prop_map(|(owner, priority)| Step::Come { owner, priority }),
            2 => Just(Step::Serve),
            1 => any::<usize>().prop_map(|which| Step::Leave { which }),
            1 => (0_u64..100_000).prop_map(|ms| Step::Pass { ms }),
        ];
        prop::collection::vec(step, 0..200)
    }

    proptest! {
        /// Between two turns of an account no other has more than one, as long as both have somebody waiting; and inside an account the
        /// one is served whose priority, raised by how long it has waited, is highest.
        #[test]
        fn accounts_take_turns_and_each_serves_its_most_urgent(steps in steps()) {
            let mut round = Round::new();
            let mut waiting: Vec<(u8, i32, u64, Turn, u64)> = Vec::new();
            // How many turns others had since an account that waits was served, by account and other.
            let mut passed: HashMap<(u8, u8), u32> = HashMap::new();
            let (mut now, mut next_id) = (0_u64, 0_u64);
            for step in steps {
                match step {
                    Step::Come { owner, priority } => {
                        let id = next_id;
                        next_id += 1;
                        let turn = round.push(owner, priority, Duration::from_millis(now), (owner, id));
                        if !waiting.iter().any(|one| one.0 == owner) {
                            passed.retain(|(waits, _), _| *waits != owner);
                        }
                        waiting.push((owner, priority, now, turn, id));
                    }
                    Step::Serve => {
                        let served = round.pop();
                        prop_assert_eq!(served.is_none(), waiting.is_empty());
                        let Some((owner, id)) = served else { continue };
                        let place = waiting.iter().position(|one| one.4 == id);
                        prop_assert!(place.is_some(), "somebody was served who does not wait");
                        let one = waiting.remove(place.unwrap());
                        // In thousandths of a step, as of now.
                        let aging = i64::try_from(AGING.as_millis()).unwrap();
                        let urgency = |priority: i32, came: u64| i64::from(priority) * aging + i64::try_from(now - came).unwrap();
                        for other in waiting.iter().filter(|other| other.0 == owner) {
                            prop_assert!(urgency(one.1, one.2) >= urgency(other.1, other.2));
                        }
                        passed.retain(|(waits, _), _| *waits != owner);
                        let others: std::collections::BTreeSet<u8> = waiting.iter().map(|one| one.0).filter(|other| *other != owner).collect();
                        for other in others {
                            let turns = passed.entry((other, owner)).or_default();
                            *turns += 1;
                            prop_assert!(*turns <= 1, "account {owner} had {turns} turns while {other} waited");
                        }
                    }
                    Step::Leave { which } => {
                        if !waiting.is_empty() {
                            let one = waiting.remove(which % waiting.len());
                            round.remove(one.0, one.3);
                            if !waiting.iter().any(|other| other.0 == one.0) {
                                passed.retain(|(waits, _), _| *waits != one.0);
                            }
                        }
                    }
                    Step::Pass { ms } => now += ms,
                }
            }
            let mut left = 0;
            while round.pop().is_some() {
                left += 1;
            }
            prop_assert_eq!(left, waiting.len());
            prop_assert!(round.waiting.is_empty() && round.order.is_empty(), "nothing is remembered of those who left");
        }
    }

    #[tokio::test]
    async fn an_account_with_ten_thousand_efforts_keeps_another_waiting_for_one() {
        let places = Arc::new(Places::new(1));
        let (many, few) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let held = places.clone().take(many, 0).await;
        let served = Arc::new(Mutex::new(Vec::new()));
        let wait = |owner: Uuid| {
            let (places, served) = (places.clone(), served.clone());
            async move {
                let place = places.take(owner, 0).await;
                served.lock().unwrap().push(owner);
                drop(place);
            }
        };
        let mut crowd: Vec<_> = (0..10_000).map(|_| Box::pin(wait(many))).collect();
        for one in &mut crowd {
            assert!(futures_util::poll!(one).is_pending());
        }
        let mut last = Box::pin(wait(few));
        assert!(futures_util::poll!(&mut last).is_pending());
        drop(held);
        for one in crowd.iter_mut().take(1) {
            one.await;
        }
        last.await;
        assert_eq!(*served.lock().unwrap(), [many, few]);
        // Those who stop waiting leave no trace, and the place is free again for whoever comes.
        drop(crowd);
        let place = places.clone().take(few, 0).await;
        drop(place);
        assert_eq!(places.state().free, 1);
    }

    #[tokio::test]
    async fn a_place_handed_to_somebody_who_is_gone_goes_to_the_next() {
        let places = Arc::new(Places::new(1));
        let held = places.clone().take(Uuid::nil(), 0).await;
        let mut gone = Box::pin(places.clone().take(Uuid::nil(), 5));
        let mut next = Box::pin(places.clone().take(Uuid::nil(), 0));
        assert!(futures_util::poll!(&mut gone).is_pending());
        assert!(futures_util::poll!(&mut next).is_pending());
        drop(held);
        // It was handed over, and nobody looked.
        drop(gone);
        drop(next.await);
        assert_eq!(places.state().free, 1);
    }
}
