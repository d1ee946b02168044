//! What can somebody do who gets SQL of their own into a request? Tried through the login of requests, in transactions with the claims set.
//!
//! What stays possible is tested too, and stands in docs/decisions/0008: whoever changes it finds the page.

mod becoming;
mod disturbing;
mod forging;
mod leaking;
mod raising;
mod reading;
mod shadowing;

use crate::matrix::{Heard, Who, World};

/// Asserts that a statement is refused for want of a privilege.
async fn denied(world: &World, who: Who, sql: &str) {
    let heard = world.hear(who, sql).await;
    assert_eq!(heard.code.as_deref(), Some("42501"), "{} got `{}`: {sql}", who.as_str(), heard.text);
}

/// Asserts that a statement works, and answers what it says.
async fn allowed(world: &World, who: Who, sql: &str) -> String {
    let Heard { code, text } = world.hear(who, sql).await;
    assert_eq!(code, None, "{}: {sql}: {text}", who.as_str());
    text
}
