//! Tasks that workers hand back.

use std::time::Duration;

use flows::tasks::{PollTasks, TaskView};
use flows::{PlanSource, Start};
use serde_json::{Map, json};
use uuid::Uuid;

use crate::house::House;

const PLAN: &str = "grammar: 3\nname: p\nsteps:\n  - id: a\n    work: {effect: {effect: task, with: {activity: work}}}\n";

async fn poll(house: &House, wait: Duration) -> Vec<TaskView> {
    let poll = PollTasks {
        queue: "default".to_owned(),
        worker: "w".to_owned(),
        activities: None,
        max: 10,
        wait,
        lease: Duration::from_secs(3_600),
        ended: Vec::new(),
    };
    house.flows.poll_tasks(house.owner, &poll, std::future::pending()).await.unwrap().tasks
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_its_holder_hands_back_goes_to_the_next_who_polls_at_once() {
    let house = House::new().await;
    let engine = house.engine().await;
    let plan = PlanSource::Text { text: PLAN.to_owned(), origin: "test".to_owned() };
    let start = Start { plan, input: json!({}), attributes: Map::new(), idempotency_key: None, approved_in_advance: None };
    house.flows.start(house.owner, start).await.unwrap();
    engine.handle().nudge();
    let first = poll(&house, Duration::from_secs(20)).await.pop().unwrap();
    let held = |task: &TaskView| (task.id.clone(), task.token);

    // Only its holder can hand it back, and only with what was given out for this lease.
    let release = async |owner, task: (String, Uuid)| house.flows.release_tasks(owner, &[task]).await.unwrap()[0].held;
    assert!(!release(house.owner, (first.id.clone(), Uuid::now_v7())).await);
    assert!(!release(Uuid::now_v7(), held(&first)).await);
    assert!(poll(&house, Duration::ZERO).await.is_empty());

    // Whoever polls already is told.
    let (next, released) = tokio::join!(poll(&house, Duration::from_secs(60)), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        release(house.owner, held(&first)).await
    });
    assert!(released);
    assert_eq!((next[0].id.as_str(), next[0].delivery), (first.id.as_str(), 2));
    assert!(!release(house.owner, held(&first)).await, "the first holder has it no more");
}
