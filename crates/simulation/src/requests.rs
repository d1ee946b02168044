//! What is asked of runs (`engine::inbox`).

use machine::{Actor, Blueprint, Event, Mapping};

/// What somebody asks, as it is filed.
#[derive(Debug, Clone)]
pub(crate) enum Request {
    /// Something that happens to the run.
    Event(Event),
    /// It is to move to another plan, which is stored already.
    Move(Move),
}

/// To which plan, and what becomes of the steps.
#[derive(Debug, Clone)]
pub(crate) struct Move {
    pub(crate) plan_hash: String,
    pub(crate) mapping: Mapping,
    pub(crate) by: Actor,
}

/// A request as a run hears it: with the plan that it needs, or none where that is not stored.
#[derive(Debug, Clone)]
pub(crate) enum Asked {
    Event(Event),
    Move { target: Option<Blueprint>, mapping: Mapping, by: Actor },
}

impl From<Event> for Request {
    fn from(event: Event) -> Self {
        Self::Event(event)
    }
}

impl Request {
    pub(crate) fn asked(self, plan_of: impl Fn(&str) -> Option<Blueprint>) -> Asked {
        match self {
            Self::Event(event) => Asked::Event(event),
            Self::Move(Move { plan_hash, mapping, by }) => Asked::Move { target: plan_of(&plan_hash), mapping, by },
        }
    }
}
