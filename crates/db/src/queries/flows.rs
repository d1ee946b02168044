// This file was generated with `cornucopia`. Do not modify.

pub mod archive;
pub mod dead_letters;
pub mod flows;
pub mod projection;
pub mod retention;
pub mod runs;
pub mod schedules;
pub mod tasks;
