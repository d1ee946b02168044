//! Readers for the formats that checks look into.

pub(crate) mod frontmatter;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod outline;
pub(crate) mod running;
pub(crate) mod urls;
