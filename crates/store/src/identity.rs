//! Whom a connection acts as.

/// Whom a connection acts as. Privileges follow from it, so a caller takes the least it can work with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Identity {
    /// Owns the database and its schemas, and migrates. An ordinary role: row-level security with FORCE applies to it.
    Owner,
    /// The engine: `service_role`, which bypasses row-level security.
    Service,
    /// User requests: a member of `anon` and `authenticated` only, which inherits neither. Use it through [`crate::session`].
    Request,
    /// The superuser of an embedded cluster. It creates roles and databases and does nothing else; absent with a database URL.
    Bootstrap,
}

impl Identity {
    /// All identities.
    pub const ALL: [Identity; 4] = [Identity::Owner, Identity::Service, Identity::Request, Identity::Bootstrap];

    /// The word for messages and for `application_name`.
    pub fn as_str(self) -> &'static str {
        match self {
            Identity::Owner => "owner",
            Identity::Service => "service",
            Identity::Request => "request",
            Identity::Bootstrap => "bootstrap",
        }
    }
}
