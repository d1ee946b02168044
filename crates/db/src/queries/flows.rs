// This file was generated with `cornucopia`. Do not modify.

pub mod admission;
pub mod flows;
pub mod projection;
pub mod queues;
pub mod runs;
pub mod schedules;
pub mod tasks;
