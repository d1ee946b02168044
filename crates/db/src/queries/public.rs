// This file was generated with `cornucopia`. Do not modify.

pub mod accounts;
pub mod people;
