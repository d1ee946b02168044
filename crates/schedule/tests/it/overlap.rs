use proptest::prelude::*;
use schedule::{Fate, MAX_BUFFERED, Occupancy, Overlap, SkipReason};

const ALL: [Overlap; 5] = [Overlap::Skip, Overlap::BufferOne, Overlap::BufferAll, Overlap::Cancel, Overlap::Allow];

fn busy(running: usize, buffered: usize) -> Occupancy {
    Occupancy { running, buffered }
}

#[test]
fn nothing_that_runs_means_every_policy_starts() {
    for policy in ALL {
        assert_eq!(policy.fate(busy(0, 0)), Fate::Start, "{policy:?}");
    }
}

#[test]
fn each_policy_treats_a_firing_that_meets_a_run_in_its_own_way() {
    for (policy, running, buffered, expected) in [
        (Overlap::Skip, 1, 0, Fate::Skip(SkipReason::Running)),
        (Overlap::BufferOne, 1, 0, Fate::Buffer),
        (Overlap::BufferOne, 1, 1, Fate::Skip(SkipReason::OneWaits)),
        (Overlap::BufferAll, 1, MAX_BUFFERED - 1, Fate::Buffer),
        (Overlap::BufferAll, 1, MAX_BUFFERED, Fate::Skip(SkipReason::BufferFull)),
        (Overlap::Cancel, 1, 0, Fate::Replace),
        (Overlap::Cancel, 1, 1, Fate::Replace),
        (Overlap::Allow, 5, 0, Fate::Start),
        // Between the end of a run and the release of what waits, nobody jumps the queue.
        (Overlap::BufferAll, 0, 1, Fate::Buffer),
    ] {
        assert_eq!(policy.fate(busy(running, buffered)), expected, "{policy:?} {running} {buffered}");
    }
}

#[test]
fn fates_are_written_as_words() {
    let written = serde_json::to_string(&[Fate::Start, Fate::Skip(SkipReason::OneWaits)]).expect("writes");
    assert_eq!(written, r#"["start",{"skip":"one_waits"}]"#);
}

#[derive(Debug, Clone, Copy)]
enum Happening {
    Fires,
    Ends,
    Changes(Overlap),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        6 => Just(Happening::Fires),
        3 => Just(Happening::Ends),
        1 => proptest::sample::select(&ALL[..]).prop_map(Happening::Changes),
    ]
}

proptest! {
    /// A host that obeys: every firing is started, waiting or skipped, exactly once; what waits starts in order; without `allow` no two run.
    #[test]
    fn every_firing_is_accounted_for(first in proptest::sample::select(&ALL[..]), happenings in proptest::collection::vec(happening(), 0..200)) {
        let (mut policy, mut allowed) = (first, first == Overlap::Allow);
        let (mut running, mut waiting, mut started, mut skipped, mut fired) = (0_usize, Vec::<u32>::new(), Vec::<u32>::new(), 0_usize, 0_u32);
        for happening in happenings {
            match happening {
                Happening::Changes(to) => {
                    policy = to;
                    allowed |= to == Overlap::Allow;
                }
                Happening::Ends => running = running.saturating_sub(1),
                Happening::Fires => {
                    fired += 1;
                    let before = busy(running, waiting.len());
                    let fate = policy.fate(before);
                    match fate {
                        Fate::Start => {
                            started.push(fired);
                            running += 1;
                        }
                        Fate::Buffer => waiting.push(fired),
                        Fate::Replace => {
                            skipped += waiting.len();
                            waiting = vec![fired];
                        }
                        Fate::Skip(_) => skipped += 1,
                    }
                    prop_assert_eq!(before.after(fate), busy(running, waiting.len()));
                }
            }
            let released = policy.release(busy(running, waiting.len()));
            running += released;
            started.extend(waiting.drain(..released));
            prop_assert!(allowed || running <= 1);
            prop_assert!(running > 0 || waiting.is_empty(), "nothing waits for nobody");
            prop_assert!(waiting.len() <= MAX_BUFFERED);
            prop_assert_eq!(started.len() + waiting.len() + skipped, usize::try_from(fired).expect("small"));
        }
        prop_assert!(started.windows(2).all(|pair| pair[0] < pair[1]), "in order: {:?}", started);
    }
}
