// This file was generated with `cornucopia`. Do not modify.

pub mod budgets;
pub mod calls;
pub mod catalogue;
pub mod usage;
