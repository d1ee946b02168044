//! Flows on a real PostgreSQL.

mod house;
mod requests;
mod sweep;
