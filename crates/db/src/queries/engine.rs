// This file was generated with `cornucopia`. Do not modify.

pub mod load;
pub mod payloads;
pub mod shards;
pub mod submit;
pub mod view;
pub mod wave;
