//! The roles everything else is granted to.
//!
//! `anon`, `authenticated` and `service_role` are Supabase's: no login, and only the last passes row-level security. `SET ROLE` is no jail, so
//! the login of user requests is a member of the first two only: even injected SQL cannot become the service.

use sha2::{Digest, Sha256};
use tokio_postgres::{Client, error::SqlState};

use crate::{
    StoreError,
    files::hex,
    server::{Credentials, SUPERUSER},
};

/// Owns the database of an embedded cluster and its schemas, and migrates.
pub(crate) const OWNER: &str = "gatewright_owner";
/// The engine's login in an embedded cluster.
pub(crate) const SERVICE: &str = "gatewright_service";
/// The login of user requests.
pub(crate) const REQUEST: &str = "gatewright_request";
/// The role the engine acts as.
pub(crate) const SERVICE_ROLE: &str = "service_role";

/// How long a user's request may take, wait for a lock, and forget its transaction. They outlive the change of role.
const REQUEST_LIMITS: [(&str, &str); 3] =
    [("statement_timeout", "8s"), ("lock_timeout", "5s"), ("idle_in_transaction_session_timeout", "15s")];

/// Functions of the server that everybody may execute and no request needs: those that make large objects, that end or show what other
/// connections of the same login do, that write to the log of changes, and that run text as SQL. Advisory locks are beside them: they have no
/// owner, so whoever may take one can take the engine's.
const CLOSED: [&str; 13] = [
    "lo_creat",
    "lo_create",
    "lo_from_bytea",
    "pg_cancel_backend",
    "pg_terminate_backend",
    "pg_stat_get_activity",
    "pg_stat_get_backend_activity",
    "pg_logical_emit_message",
    "query_to_xml",
    "query_to_xmlschema",
    "query_to_xml_and_xmlschema",
    "cursor_to_xml",
    "ts_stat",
];

/// The SQL an administrator runs once so that `login` can migrate and act as the service. Safe to run twice.
///
/// `request_password` is the password (or its SCRAM verifier) of the login of user requests; without it that login is left out and needs a
/// URL of its own.
pub fn role_sql(login: &str, request_password: Option<&str>) -> String {
    let mut sql = String::from("DO $roles$\nBEGIN\n");
    let mut role = |name: &str, options: &str| {
        let found = format!("EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {})", literal(name));
        sql.push_str(&format!("    IF NOT {found} THEN\n        CREATE ROLE {name} {options};\n    END IF;\n"));
    };
    role("anon", "NOLOGIN NOINHERIT");
    role("authenticated", "NOLOGIN NOINHERIT");
    role(SERVICE_ROLE, "NOLOGIN NOINHERIT BYPASSRLS");
    if let Some(password) = request_password {
        role(REQUEST, &format!("LOGIN NOINHERIT PASSWORD {}", literal(password)));
    }
    let by_passes = format!("SELECT FROM pg_catalog.pg_roles WHERE rolname = '{SERVICE_ROLE}' AND rolbypassrls");
    sql.push_str(&format!(
        "    IF NOT EXISTS ({by_passes}) THEN\n        ALTER ROLE {SERVICE_ROLE} BYPASSRLS;\n    END IF;\nEND\n$roles$;\n"
    ));
    sql.push_str(&format!("GRANT {SERVICE_ROLE} TO {};\n", identifier(login)));
    if request_password.is_some() {
        sql.push_str(&format!("GRANT anon, authenticated TO {REQUEST};\n"));
        for (setting, value) in REQUEST_LIMITS {
            sql.push_str(&format!("ALTER ROLE {REQUEST} SET {setting} = '{value}';\n"));
        }
    }
    sql
}

/// Makes roles, logins, passwords and the database of an embedded cluster, in one transaction. Safe to run twice, and run at each start.
///
/// The database is the one `initdb` made, under our name: copying it would cost more than all the rest.
pub(crate) fn bootstrap_sql(credentials: &Credentials, database: &str) -> String {
    let mut sql = String::from("BEGIN;\nDO $logins$\nBEGIN\n");
    for name in [OWNER, SERVICE] {
        sql.push_str(&format!(
            "    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{name}') THEN\n        CREATE ROLE {name} LOGIN;\n    END IF;\n"
        ));
    }
    sql.push_str("END\n$logins$;\n");
    // A login may change its own settings, and SQL of somebody's own in a request would: from the next start on they are ours again.
    sql.push_str(&format!(
        "DO $settings$\nDECLARE\n    place name;\nBEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{REQUEST}') THEN
        ALTER ROLE {REQUEST} RESET ALL;
        FOR place IN SELECT d.datname FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
            WHERE s.setrole = '{REQUEST}'::regrole
        LOOP
            EXECUTE format('ALTER ROLE {REQUEST} IN DATABASE %I RESET ALL', place);
        END LOOP;
    END IF;\nEND\n$settings$;\n"
    ));
    sql.push_str(&role_sql(SERVICE, Some(&verifier(&credentials.request))));
    for (name, inherits, password) in
        [(OWNER, "INHERIT", &credentials.owner), (SERVICE, "NOINHERIT", &credentials.service), (REQUEST, "NOINHERIT", &credentials.request)]
    {
        sql.push_str(&format!("ALTER ROLE {name} LOGIN {inherits} PASSWORD {};\n", literal(&verifier(password))));
    }
    // The login acts as the service from its first statement, psql included.
    sql.push_str(&format!("ALTER ROLE {SERVICE} SET role = '{SERVICE_ROLE}';\n"));
    sql.push_str(&format!(
        "DO $database$\nBEGIN\n    IF NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = '{database}') THEN
        ALTER DATABASE postgres RENAME TO {database};\n    END IF;\nEND\n$database$;
        ALTER DATABASE {database} OWNER TO {OWNER};
        COMMENT ON DATABASE {database} IS 'Gatewright';\n"
    ));
    sql.push_str(&database_grants(database));
    sql.push_str("COMMIT;\n");
    sql
}

/// Takes from everybody, in the database it runs in, the functions of [`CLOSED`] and the advisory locks, and leaves them to the owner and the
/// service: its role, and its login too, which ends the sessions of hung owners as itself and before PostgreSQL 16 inherits nothing. Only a superuser may; on a server that is not ours everybody keeps them. Safe to run twice.
pub(crate) fn close_functions_sql() -> String {
    let names: Vec<String> = CLOSED.iter().map(|name| literal(name)).collect();
    format!(
        "DO $functions$\nDECLARE\n    function regprocedure;\nBEGIN
    FOR function IN
        SELECT p.oid FROM pg_catalog.pg_proc p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace
          AND (p.proname ~ '^pg_(try_)?advisory_' OR p.proname IN ({}) OR p.oid = 'ts_rewrite(tsquery, text)'::regprocedure)
          AND (EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) acl WHERE acl.grantee = 0)
            OR NOT has_function_privilege('{SERVICE}', p.oid, 'execute'))
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', function);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO {OWNER}, {SERVICE}, {SERVICE_ROLE}', function);
    END LOOP;\nEND\n$functions$",
        names.join(", ")
    )
}

/// Nobody but our logins connects, and user requests make no temporary tables.
fn database_grants(database: &str) -> String {
    format!(
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC;
        GRANT CONNECT ON DATABASE {database} TO {OWNER}, {SERVICE}, {REQUEST}, {SUPERUSER};
        GRANT TEMPORARY ON DATABASE {database} TO {OWNER}, {SERVICE_ROLE};\n"
    )
}

/// Makes a database of an embedded cluster, owned by the ordinary owner; `template` names one to copy.
pub(crate) async fn create_database(superuser: &Client, name: &str, template: Option<&str>) -> Result<(), StoreError> {
    let template = template.map(|template| format!(" TEMPLATE {}", identifier(template))).unwrap_or_default();
    superuser.batch_execute(&format!("CREATE DATABASE {} OWNER {OWNER}{template}", identifier(name))).await?;
    superuser.batch_execute(&database_grants(&identifier(name))).await?;
    Ok(())
}

/// Sees to the roles on a server that is not ours: nothing where they exist, otherwise makes them, or says what an administrator has to do.
pub(crate) async fn ensure(client: &mut Client, login: &str, request_verifier: Option<&str>) -> Result<(), StoreError> {
    let missing = "SELECT NOT (
            (SELECT count(*) FROM pg_catalog.pg_roles WHERE rolname IN ('anon', 'authenticated')) = 2
            AND EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'service_role' AND rolbypassrls AND pg_catalog.pg_has_role(oid, 'MEMBER'))
            AND ($1 OR EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE rolname = 'gatewright_request' AND rolcanlogin AND NOT rolinherit
                AND (SELECT count(*) FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
                     WHERE m.member = r.oid AND g.rolname IN ('anon', 'authenticated')) >= 2)))";
    let own_request_login = request_verifier.is_none();
    if !client.query_one(missing, &[&own_request_login]).await?.get::<_, bool>(0) {
        return Ok(());
    }
    let sql = role_sql(login, request_verifier);
    let transaction = client.transaction().await?;
    match transaction.batch_execute(&sql).await {
        Ok(()) => Ok(transaction.commit().await?),
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
            transaction.rollback().await?;
            Err(StoreError::RolesMissing { login: login.to_owned(), sql })
        }
        Err(error) => Err(error.into()),
    }
}

/// The password of the request login on a server that is not ours: every process with the same URL derives the same, so none has to be kept.
pub(crate) fn derived_password(login: &str, password: &[u8]) -> String {
    let mut hash = Sha256::new();
    for part in [b"gatewright request login".as_slice(), login.as_bytes(), password] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

/// What the server stores instead of a password (RFC 5803), so that no password appears in a statement or a log.
pub(crate) fn verifier(password: &str) -> String {
    postgres_protocol::password::scram_sha_256(password.as_bytes())
}

/// A quoted identifier.
pub(crate) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A quoted string, whatever `standard_conforming_strings` says.
pub(crate) fn literal(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    if doubled.contains('\\') { format!(" E'{}'", doubled.replace('\\', "\\\\")) } else { format!("'{doubled}'") }
}
