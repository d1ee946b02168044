// This file was generated with `cornucopia`. Do not modify.

pub mod keys;
pub mod sessions;
pub mod tokens;
pub mod users;
