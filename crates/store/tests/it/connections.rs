//! Who may do what, and what a direct connection hears.

use store::Identity;

use crate::support::eventually;

#[tokio::test]
async fn each_identity_is_what_it_says() {
    let database = testkit::empty_database().await;
    let who = "SELECT current_user::text, session_user::text, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
        (SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user), current_setting('application_name')";
    for (identity, acts_as, login, bypasses) in [
        (Identity::Owner, "gatewright_owner", "gatewright_owner", false),
        (Identity::Service, "service_role", "gatewright_service", true),
        (Identity::Request, "gatewright_request", "gatewright_request", false),
    ] {
        let pooled = database.get(identity).await.unwrap().query_one(who, &[]).await.unwrap();
        let direct = database.connect(identity).await.query_one(who, &[]).await.unwrap();
        for row in [pooled, direct] {
            assert_eq!((row.get::<_, String>(0), row.get::<_, String>(1)), (acts_as.to_owned(), login.to_owned()));
            assert_eq!((row.get::<_, bool>(2), row.get::<_, bool>(3)), (false, bypasses), "{identity:?}");
            assert_eq!(row.get::<_, String>(4), format!("gatewright {}", identity.as_str()));
        }
    }
}

#[tokio::test]
async fn the_request_login_cannot_become_anybody_else_nor_make_anything() {
    let database = testkit::empty_database().await;
    let client = database.connect(Identity::Request).await;
    for forbidden in [
        "SET ROLE service_role",
        "SET ROLE gatewright_owner",
        "SET SESSION AUTHORIZATION gatewright_service",
        "CREATE TABLE public.t (x int)",
        "CREATE TEMPORARY TABLE t (x int)",
        "CREATE SCHEMA s",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ] {
        let error = client.batch_execute(forbidden).await.expect_err(forbidden);
        assert_eq!(error.code().unwrap().code(), "42501", "{forbidden}");
    }
    client.batch_execute("SET ROLE authenticated; SET ROLE anon").await.unwrap();
}

#[tokio::test]
async fn a_url_works_for_other_programs() {
    let database = testkit::empty_database().await;
    let (client, connection) = tokio_postgres::connect(database.url(Identity::Owner), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let row = client.query_one("SELECT current_database()::text, inet_server_addr()::text", &[]).await.unwrap();
    assert_eq!((row.get::<_, String>(0), row.get::<_, String>(1)), (database.name().to_owned(), "127.0.0.1/32".to_owned()));
}

#[tokio::test]
async fn a_direct_connection_hears_notifications_and_takes_its_locks_with_it() {
    let database = testkit::empty_database().await;
    let mut listener = database.connect(Identity::Service).await;
    listener.batch_execute("LISTEN news; SELECT pg_advisory_lock(7)").await.unwrap();
    let other = database.connect(Identity::Service).await;
    other.batch_execute("NOTIFY news, 'first'").await.unwrap();
    assert_eq!(listener.notification().await.unwrap().payload(), "first");
    assert!(listener.try_notification().is_none());
    let free = "SELECT pg_try_advisory_lock(7)";
    assert!(!other.query_one(free, &[]).await.unwrap().get::<_, bool>(0));
    listener.close().await;
    let mut got = false;
    for _ in 0..1000 {
        got = other.query_one(free, &[]).await.unwrap().get(0);
        if got {
            break;
        }
    }
    assert!(got, "the lock ended with its connection");
}

#[tokio::test]
async fn a_direct_connection_knows_that_it_is_lost() {
    let database = testkit::empty_database().await;
    let mut lost = database.connect(Identity::Service).await;
    let pid: i32 = lost.query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get(0);
    let superuser = testkit::server().await.superuser().await.unwrap();
    superuser.execute("SELECT pg_terminate_backend($1)", &[&pid]).await.unwrap();
    assert!(lost.notification().await.is_none());
    eventually("it knows", || lost.is_lost());
}

#[tokio::test]
async fn the_clock_can_be_stopped_for_a_session() {
    let database = testkit::empty_database().await;
    let owner = database.connect(Identity::Owner).await;
    owner
        .batch_execute(
            "CREATE SCHEMA engine;
             CREATE FUNCTION engine.clock_now() RETURNS timestamptz LANGUAGE sql STABLE AS
             $$ SELECT coalesce(nullif(current_setting('gatewright.now', true), '')::timestamptz, clock_timestamp()) $$",
        )
        .await
        .unwrap();
    let noon = "2030-01-02T12:00:00.123456Z".parse().unwrap();
    store::clock::set(&*owner, Some(noon)).await.unwrap();
    assert_eq!(store::clock::now(&*owner).await.unwrap(), noon);
    store::clock::set(&*owner, None).await.unwrap();
    assert_ne!(store::clock::now(&*owner).await.unwrap(), noon);
}
