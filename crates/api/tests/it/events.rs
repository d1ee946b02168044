//! Runs as streams of events.

use std::time::Duration;

use futures_util::StreamExt;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::house::{House, brief, id};

/// Events of a stream until it ends, or until one of this type.
async fn events(house: &House, who: Uuid, path: &str, last: Option<u64>, until: Option<&str>) -> Vec<(u64, String, Value)> {
    let mut request = house.request(Some(who), Method::GET, path);
    if let Some(last) = last {
        request = request.header("last-event-id", last.to_string());
    }
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let mut bytes = answer.bytes_stream();
    let (mut text, mut found) = (String::new(), Vec::new());
    let reading = async {
        while let Some(piece) = bytes.next().await {
            text.push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
            while let Some((event, rest)) = text.split_once("\n\n") {
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).map(str::to_owned);
                if let (Some(id), Some(kind), Some(data)) = (field("id"), field("event"), field("data")) {
                    found.push((id.parse().unwrap(), kind, serde_json::from_str(&data).unwrap()));
                }
                text = rest.to_owned();
                if until.is_some() && found.last().map(|(_, kind, _): &(u64, String, Value)| kind.as_str()) == until {
                    return;
                }
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(120), reading).await.expect("the stream ends");
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_tells_everything_in_order_and_resumes_where_it_broke_off() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let created = house.send(house.request(Some(ann), Method::POST, "/api/v1/runs").multipart(brief())).await.is(201);
    let path = format!("/api/v1/runs/{}", id(&created));
    let stream = format!("{path}/events");
    let first = events(&house, ann, &stream, None, Some("run_paused")).await;
    assert_eq!(first[0].1, "run_started");
    assert!(first.windows(2).all(|pair| pair[0].0 < pair[1].0), "in the order of the journal");
    let (at, _, paused) = first.last().unwrap();
    assert_eq!(
        (&paused["gate"], &paused["status"], &paused["gates_passed"], &paused["total_gates"]),
        (&json!("G9"), &json!("paused"), &json!(8), &json!(9))
    );
    let passed: Vec<&str> = first.iter().filter(|event| event.1 == "gate_passed").map(|event| event.2["gate"].as_str().unwrap()).collect();
    assert_eq!(passed, ["G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8"]);
    assert_eq!(first[1].2["gate_name"].as_str().map(str::is_empty), Some(false));

    house.post(ann, &format!("{path}/gates/G9/approve"), json!({ "reason": "read" })).await.is(200);
    house.settled(ann, &created).await;
    // The stream ends by itself behind the end of the run.
    let rest = events(&house, ann, &stream, Some(*at), None).await;
    assert!(rest.iter().all(|event| event.0 > *at), "nothing is told twice: {rest:?}");
    assert_eq!(rest.last().unwrap().1, "run_completed");
    assert_eq!(rest.last().unwrap().2["gates_passed"], 9);

    let whole = events(&house, ann, &stream, None, None).await;
    let joined: Vec<_> = first.iter().chain(&rest).cloned().collect();
    assert_eq!(whole, joined, "two parts are the whole");
    let by_query = events(&house, ann, &format!("{stream}?after={at}"), None, None).await;
    assert_eq!(by_query, rest);

    let end = whole.last().unwrap().0;
    let nothing = house.request(Some(ann), Method::GET, &stream).header("last-event-id", end.to_string());
    assert_eq!(house.send(nothing).await.status, 204, "nothing comes any more, and the browser is told so");
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_end_when_the_server_stops() {
    let house = House::new().await;
    let ann = house.user("ann").await;
    let run = house.run(ann).await;
    let request = house.request(Some(ann), Method::GET, &format!("/api/v1/runs/{}/events", id(&run)));
    let answer = request.send().await.unwrap();
    let mut pieces = answer.bytes_stream();
    pieces.next().await.expect("something is told").unwrap();
    let reading = tokio::spawn(async move { while pieces.next().await.is_some_and(|piece| piece.is_ok()) {} });
    house.stop().await;
    tokio::time::timeout(Duration::from_secs(30), reading).await.expect("the stream ends").unwrap();
}
