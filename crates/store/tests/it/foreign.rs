//! Servers that are not ours, by URL.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use store::{Identity, Migrations, Postgres, Settings, StoreError};

use crate::support::{Folder, open, opened, refused};

fn by_url(url: &str) -> Settings {
    Settings { database_url: Some(url.to_owned()), ..Settings::new("/nonexistent") }
}

async fn by_url_refused(url: &str) -> StoreError {
    refused(&by_url(url)).await
}

#[tokio::test]
async fn says_what_is_wrong_with_a_url() {
    for url in
        ["nonsense", "postgresql://", "postgresql://host/db", "postgresql://user:secret@/db", "postgresql://user:secret@host:notaport/db"]
    {
        let error = by_url_refused(url).await;
        assert!(matches!(error, StoreError::BadUrl { .. }), "{url}: {error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = by_url_refused(&format!("postgresql://user:secret@{closed}/db")).await;
    assert!(matches!(&error, StoreError::Unreachable { place, .. } if *place == closed.to_string()), "{error}");
}

#[tokio::test]
async fn tells_a_wrong_password_from_a_wrong_database() {
    let database = testkit::empty_database().await;
    let url = database.url(Identity::Owner);
    let (before, after) = url.split_once('@').unwrap();
    let wrong_password = format!("{}@{after}", &before[..before.len() - 1]);
    let error = by_url_refused(&wrong_password).await;
    assert!(matches!(&error, StoreError::InvalidPassword { user, .. } if user == "gatewright_owner"), "{error}");
    let without = format!("postgresql://gatewright_owner@{after}");
    assert!(matches!(by_url_refused(&without).await, StoreError::InvalidPassword { .. }));
    let error = by_url_refused(&url.replace(database.name(), "nowhere")).await;
    assert!(matches!(&error, StoreError::NoSuchDatabase { database, .. } if database == "nowhere"), "{error}");
}

#[tokio::test]
async fn refuses_a_server_older_than_15() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // Just enough of the protocol to be asked for the version.
    let server = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut buffer = [0; 1024];
        let mut hear = |socket: &mut std::net::TcpStream| socket.read(&mut buffer).unwrap_or(0);
        // An SSL request is eight bytes long; it is declined, and the start-up message follows.
        if hear(&mut socket) == 8 {
            socket.write_all(b"N").unwrap();
            assert!(hear(&mut socket) > 8);
        }
        socket.write_all(b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I").unwrap();
        assert!(hear(&mut socket) > 0);
        let row =
            b"T\0\0\0\x1a\0\x01v\0\0\0\0\0\0\0\0\0\0\x19\xff\xff\0\0\0\0\0\0D\0\0\0\x0e\0\x01\0\0\0\x0413.4C\0\0\0\x09SHOW\0Z\0\0\0\x05I";
        socket.write_all(row).unwrap();
        while hear(&mut socket) > 0 {}
    });
    let error = by_url_refused(&format!("postgresql://user:secret@{address}/db")).await;
    assert!(matches!(&error, StoreError::TooOld { found, .. } if found == "13.4"), "{error}");
    server.join().unwrap();
}

/// A cluster on which nobody has made our roles, the URL of its superuser, and that of a login that may do nothing special.
async fn without_roles(folder: &Folder) -> (Postgres, String, String) {
    let postgres = opened(&folder.settings()).await;
    let superuser = postgres.superuser().await.unwrap();
    // A copy of template0, in which everybody still has what PostgreSQL gives everybody.
    for statement in ["CREATE ROLE plain LOGIN PASSWORD 'plain'", "CREATE DATABASE theirs OWNER plain TEMPLATE template0"] {
        superuser.batch_execute(statement).await.unwrap();
    }
    let template = postgres.other_database("template1").unwrap().direct(Identity::Bootstrap).await.unwrap();
    template.batch_execute("DROP OWNED BY gatewright_owner, gatewright_service, service_role").await.unwrap();
    template.close().await;
    for role in ["gatewright_request", "gatewright_service", "gatewright_owner", "service_role", "authenticated", "anon"] {
        let gone = format!("REASSIGN OWNED BY {role} TO gatewright_bootstrap; DROP OWNED BY {role}; DROP ROLE {role}");
        superuser.batch_execute(&gone).await.unwrap();
    }
    let theirs = postgres.other_database("theirs").unwrap();
    let administrator = theirs.url(Identity::Bootstrap).unwrap().to_owned();
    let plain = format!("postgresql://plain:plain@127.0.0.1:{}/theirs", postgres.port().unwrap());
    (postgres, administrator, plain)
}

const MIGRATIONS: [(&str, &str); 1] =
    [("V01__first.sql", "CREATE TABLE public.t (x int); GRANT USAGE ON SCHEMA public TO anon; GRANT SELECT ON public.t TO anon")];

#[tokio::test]
async fn without_the_right_to_make_roles_it_writes_nothing_and_says_what_the_administrator_has_to_run() {
    let folder = Folder::new();
    let (server, administrator, plain) = without_roles(&folder).await;
    let migrations = Migrations::from_files(MIGRATIONS);
    let (postgres, notices) = open(&by_url(&plain)).await;
    let postgres = postgres.unwrap();
    assert_eq!(notices, []);
    let error = postgres.migrate_with(&migrations).await.unwrap_err();
    let StoreError::RolesMissing { login, sql } = &error else { panic!("{error}") };
    assert_eq!(login, "plain");
    let client = postgres.direct(Identity::Owner).await.unwrap();
    let written =
        "SELECT (SELECT count(*) FROM pg_namespace WHERE nspname = 'gatewright') + (SELECT count(*) FROM pg_roles WHERE rolname = 'anon')";
    assert_eq!(client.query_one(written, &[]).await.unwrap().get::<_, i64>(0), 0);

    let (superuser, connection) = tokio_postgres::connect(&administrator, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    superuser.batch_execute(sql).await.unwrap();
    superuser.batch_execute(sql).await.unwrap();
    assert_eq!(postgres.migrate_with(&migrations).await.unwrap().applied.len(), 1);
    acts_as_it_should(&postgres).await;
    client.close().await;
    postgres.close().await.unwrap();
    server.close().await.unwrap();
}

#[tokio::test]
async fn with_the_right_to_make_roles_it_makes_them() {
    let folder = Folder::new();
    let (server, administrator, _) = without_roles(&folder).await;
    let postgres = opened(&by_url(&administrator)).await;
    for _ in 0..2 {
        postgres.migrate_with(&Migrations::from_files(MIGRATIONS)).await.unwrap();
    }
    acts_as_it_should(&postgres).await;
    // Another process with the same URL knows the request login's password too.
    acts_as_it_should(&opened(&by_url(&administrator)).await).await;
    server.close().await.unwrap();
}

async fn acts_as_it_should(postgres: &Postgres) {
    let service = postgres.get(Identity::Service).await.unwrap();
    assert_eq!(service.query_one("SELECT current_user::text", &[]).await.unwrap().get::<_, String>(0), "service_role");
    let request = postgres.get(Identity::Request).await.unwrap();
    assert_eq!(request.batch_execute("SET ROLE service_role").await.unwrap_err().code().unwrap().code(), "42501");
    let session = store::session::begin_as(request, &store::session::Claims::anon()).await.unwrap();
    session.query("SELECT FROM public.t", &[]).await.unwrap();
    session.commit().await.unwrap();
    assert!(matches!(postgres.get(Identity::Bootstrap).await, Err(StoreError::NoLogin { .. })));
}

#[tokio::test]
async fn a_url_without_a_password_needs_one_of_its_own_for_requests() {
    let database = testkit::empty_database().await;
    let settings = Settings { request_url: Some(database.url(Identity::Request).to_owned()), ..by_url(database.url(Identity::Owner)) };
    let postgres = opened(&settings).await;
    let request = postgres.get(Identity::Request).await.unwrap();
    assert_eq!(request.query_one("SELECT session_user::text", &[]).await.unwrap().get::<_, String>(0), "gatewright_request");
}
