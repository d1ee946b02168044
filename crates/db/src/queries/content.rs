// This file was generated with `cornucopia`. Do not modify.

pub mod agents;
pub mod artifacts;
pub mod gates;
pub mod models;
pub mod projection;
pub mod reports;
pub mod runs;
pub mod specs;
pub mod templates;
pub mod webhooks;
