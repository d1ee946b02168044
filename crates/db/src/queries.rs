// This file was generated with `cornucopia`. Do not modify.

pub mod auth;
pub mod content;
pub mod engine;
pub mod flows;
pub mod llm;
pub mod public;
