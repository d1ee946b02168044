//! Flows on a real PostgreSQL.

mod children;
mod house;
mod requests;
mod schedules;
mod sweep;
