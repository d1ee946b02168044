//! The transaction of a user's request.

use store::session::{Claims, begin_as};
use store::{Identity, StoreError, session};
use testkit::TestDatabase;

/// A table each user sees their own rows of, and may add to.
async fn notes() -> TestDatabase {
    let database = testkit::empty_database().await;
    let owner = database.connect(Identity::Owner).await;
    owner
        .batch_execute(
            "CREATE TABLE public.notes (owner text NOT NULL DEFAULT current_setting('request.jwt.claims', true)::json ->> 'sub', text text UNIQUE);
             ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY;
             CREATE POLICY own ON public.notes USING (owner = current_setting('request.jwt.claims', true)::json ->> 'sub');
             GRANT USAGE ON SCHEMA public TO authenticated; GRANT SELECT, INSERT ON public.notes TO authenticated",
        )
        .await
        .unwrap();
    database
}

async fn as_user(database: &TestDatabase, user: &str) -> session::Session {
    begin_as(database.get(Identity::Request).await.unwrap(), &Claims::user(user)).await.unwrap()
}

async fn texts(database: &TestDatabase, user: &str) -> Vec<String> {
    let session = as_user(database, user).await;
    let rows = session.query("SELECT text FROM public.notes ORDER BY text", &[]).await.unwrap();
    session.commit().await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn row_level_security_decides_what_a_user_sees() {
    let database = notes().await;
    for user in ["ann", "bob"] {
        let session = as_user(&database, user).await;
        session.execute("INSERT INTO public.notes (text) VALUES ($1)", &[&format!("by {user}")]).await.unwrap();
        session.commit().await.unwrap();
    }
    assert_eq!(texts(&database, "ann").await, ["by ann"]);
    let nobody = begin_as(database.get(Identity::Request).await.unwrap(), &Claims::anon()).await.unwrap();
    assert_eq!(nobody.query("SELECT FROM public.notes", &[]).await.unwrap_err().code().unwrap().code(), "42501");
}

#[tokio::test]
async fn claims_cannot_leave_their_string() {
    let database = notes().await;
    for user in ["o'brien", "back\\slash", "'; SET ROLE service_role; --", "\\'; COMMIT; --", "ü\u{0}\n"] {
        let session = as_user(&database, user).await;
        let seen = session.query_one("SELECT current_setting('request.jwt.claims'), current_user::text", &[]).await.unwrap();
        let claims: String = seen.get(0);
        let claims: serde_json::Value = serde_json::from_str(&claims).unwrap();
        assert_eq!(
            (claims["sub"].as_str(), claims["role"].as_str(), seen.get::<_, String>(1).as_str()),
            (Some(user), Some("authenticated"), "authenticated")
        );
        session.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn nothing_of_a_user_stays_on_the_connection() {
    let database = notes().await;
    let pool = database.pool(Identity::Request);
    for end in ["commit", "rollback", "drop"] {
        let session = begin_as(pool.get().await.unwrap(), &Claims::user("ann")).await.unwrap();
        session.execute("INSERT INTO public.notes (text) VALUES ($1)", &[&end]).await.unwrap();
        match end {
            "commit" => session.commit().await.unwrap(),
            "rollback" => session.rollback().await.unwrap(),
            _ => drop(session),
        }
        let client = pool.get().await.unwrap();
        let row =
            client.query_one("SELECT current_user::text, coalesce(current_setting('request.jwt.claims', true), '')", &[]).await.unwrap();
        assert_eq!((row.get::<_, String>(0), row.get::<_, String>(1)), ("gatewright_request".to_owned(), String::new()), "after {end}");
    }
    assert_eq!(pool.status().size, 1, "it was the same connection all along");
    assert_eq!(texts(&database, "ann").await, ["commit"]);
}

#[tokio::test]
async fn a_commit_after_a_failed_statement_is_no_success() {
    let database = notes().await;
    let session = as_user(&database, "ann").await;
    session.execute("INSERT INTO public.notes (text) VALUES ('x')", &[]).await.unwrap();
    session.execute("INSERT INTO public.notes (text) VALUES ('x')", &[]).await.unwrap_err();
    let error = session.commit().await.unwrap_err();
    assert!(matches!(&error, StoreError::Sql(error) if error.code().unwrap().code() == "25P02"), "{error}");
    assert!(texts(&database, "ann").await.is_empty());
}

#[tokio::test]
async fn a_login_that_may_not_take_the_role_can_do_nothing() {
    let database = notes().await;
    // The owner is a member of nothing; were the failure to begin ignored, its query would succeed.
    let session = begin_as(database.get(Identity::Owner).await.unwrap(), &Claims::user("ann")).await.unwrap();
    let error = session.query("SELECT FROM public.notes", &[]).await.unwrap_err();
    assert_eq!(error.code().unwrap().code(), "25P02");
    let error = session.commit().await.unwrap_err();
    assert!(matches!(&error, StoreError::Sql(error) if error.code().unwrap().code() == "42501"), "{error}");
}

#[tokio::test]
async fn beginning_waits_for_no_answer() {
    let database = notes().await;
    // The first session of a connection waits, while it prepares.
    drop(as_user(&database, "ann").await);
    let client = database.get(Identity::Request).await.unwrap();
    assert_eq!(database.pool(Identity::Request).status().size, 1, "it is the same connection");
    let blocker = database.connect(Identity::Owner).await;
    blocker.batch_execute("BEGIN; LOCK TABLE public.notes IN ACCESS EXCLUSIVE MODE").await.unwrap();
    // The connection is busy behind the lock, so an answer to BEGIN cannot come; beginning must return all the same.
    let stuck = client.simple_query_raw("SET ROLE authenticated; SELECT FROM public.notes; RESET ROLE").await.unwrap();
    let session = begin_as(client, &Claims::user("ann")).await.unwrap();
    blocker.batch_execute("ROLLBACK").await.unwrap();
    drop(stuck);
    session.query("SELECT FROM public.notes", &[]).await.unwrap();
    session.commit().await.unwrap();
}

#[tokio::test]
async fn an_earlier_request_neither_speaks_for_the_next_nor_silences_it() {
    let database = notes().await;
    let pool = database.pool(Identity::Request);
    let left = "SET request.jwt.claim.sub = 'ann'; SET request.jwt.claim = '{}'; SET default_transaction_read_only = on; SET ROLE anon";
    let session = begin_as(pool.get().await.unwrap(), &Claims::user("ann")).await.unwrap();
    session.batch_execute(left).await.unwrap();
    session.commit().await.unwrap();

    let session = begin_as(pool.get().await.unwrap(), &Claims::user("bob")).await.unwrap();
    session.execute("INSERT INTO public.notes (text) VALUES ('by bob')", &[]).await.unwrap();
    let said = "SELECT current_user::text, concat(current_setting('request.jwt.claim.sub'), current_setting('request.jwt.claim'))";
    let said = session.query_one(said, &[]).await.unwrap();
    assert_eq!((said.get::<_, String>(0), said.get::<_, String>(1)), ("authenticated".to_owned(), String::new()));
    assert_eq!(pool.status().size, 1, "it was the same connection");
}

#[tokio::test]
async fn what_a_session_costs_is_measured_on_one_connection() {
    let database = notes().await;
    let query = "SELECT text FROM public.notes WHERE text = $1";
    let cost = store::bench::session_cost(&database, &Claims::user("ann"), query, &[&"x"], 3, 5).await.unwrap();
    assert_eq!((cost.bare.len(), cost.session.len()), (3, 3));
    assert!(cost.ratio() > 0.0 && cost.bare() <= *cost.bare.iter().max().unwrap());
    assert_eq!(database.pool(Identity::Request).status().size, 1);
    // Nothing of the user stays on the connection.
    let client = database.get(Identity::Request).await.unwrap();
    let left = client.query_one("SELECT current_user::text, current_setting('request.jwt.claims')", &[]).await.unwrap();
    assert_eq!((left.get::<_, String>(0), left.get::<_, String>(1)), ("gatewright_request".to_owned(), String::new()));
}
