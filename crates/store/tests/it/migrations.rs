//! Migrations: in order, once, never over somebody else's tables.

use store::{Identity, Migrations, StoreError};

const FIRST: (&str, &str) = ("V01__first.sql", "CREATE SCHEMA app; CREATE TABLE app.log (line text);");
const SECOND: (&str, &str) = ("V02__second.sql", "INSERT INTO app.log VALUES ('second');");

async fn lines(database: &testkit::TestDatabase) -> i64 {
    database.connect(Identity::Owner).await.query_one("SELECT count(*) FROM app.log", &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn applies_what_is_missing_once_and_in_order() {
    let database = testkit::empty_database().await;
    let first = database.migrate_with(&Migrations::from_files([FIRST])).await.unwrap();
    assert_eq!((first.applied.as_slice(), first.already), (["V1__first".to_owned()].as_slice(), 0));
    let both = Migrations::from_files([SECOND, FIRST]);
    let second = database.migrate_with(&both).await.unwrap();
    assert_eq!((second.applied.as_slice(), second.already), (["V2__second".to_owned()].as_slice(), 1));
    let third = database.migrate_with(&both).await.unwrap();
    assert_eq!((third.applied.as_slice(), third.already), ([].as_slice(), 2));
    assert_eq!(lines(&database).await, 1);
}

#[tokio::test]
async fn two_that_migrate_at_once_apply_each_migration_once() {
    let database = testkit::empty_database().await;
    let slow = ("V03__slow.sql", "SELECT pg_sleep(0.1); INSERT INTO app.log VALUES ('slow');");
    let migrations = Migrations::from_files([FIRST, SECOND, slow]);
    let (one, two) = tokio::join!(database.migrate_with(&migrations), database.migrate_with(&migrations));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.applied.len() + two.applied.len(), 3, "{one:?} {two:?}");
    assert_eq!(lines(&database).await, 2);
}

#[tokio::test]
async fn refuses_a_migration_that_was_changed_after_it_was_applied() {
    let database = testkit::empty_database().await;
    database.migrate_with(&Migrations::from_files([FIRST])).await.unwrap();
    let changed = (FIRST.0, "CREATE SCHEMA other;");
    let error = database.migrate_with(&Migrations::from_files([changed, SECOND])).await.unwrap_err();
    assert!(matches!(&error, StoreError::MigrationDiverged { migration } if migration == "V1__first"), "{error}");
    assert_eq!(lines(&database).await, 0, "nothing was applied");
}

#[tokio::test]
async fn refuses_a_database_of_a_newer_program() {
    let database = testkit::empty_database().await;
    database.migrate_with(&Migrations::from_files([FIRST, SECOND])).await.unwrap();
    let error = database.migrate_with(&Migrations::from_files([FIRST])).await.unwrap_err();
    assert!(matches!(&error, StoreError::MigrationUnknown { migration } if migration == "V2__second"), "{error}");
}

#[tokio::test]
async fn names_the_line_that_failed_and_rolls_its_migration_back() {
    let database = testkit::empty_database().await;
    let broken = ("V02__broken.sql", "INSERT INTO app.log VALUES ('é');\n\nINSERT INTO app.nowhere VALUES (1);\n");
    let error = database.migrate_with(&Migrations::from_files([FIRST, broken])).await.unwrap_err();
    let StoreError::MigrationFailed { migration, line, reason } = &error else { panic!("{error}") };
    assert_eq!((migration.as_str(), *line), ("V2__broken", Some(3)), "{error}");
    assert!(reason.contains("app.nowhere"), "{reason}");
    assert_eq!(lines(&database).await, 0);
    // Repaired, it goes on where it stopped.
    database.migrate_with(&Migrations::from_files([FIRST, SECOND])).await.unwrap();
    assert_eq!(lines(&database).await, 1);
}

#[tokio::test]
async fn refuses_tables_that_are_somebody_elses_and_writes_nothing() {
    for (make, named) in
        [("CREATE TABLE public.users (id int)", "public.users"), ("CREATE VIEW public.profiles AS SELECT 1 AS id", "public.profiles")]
    {
        let database = testkit::empty_database().await;
        let owner = database.connect(Identity::Owner).await;
        owner.batch_execute(make).await.unwrap();
        let error = database.migrate_with(&Migrations::from_files([FIRST])).await.unwrap_err();
        assert!(matches!(&error, StoreError::ForeignTable { table } if table == named), "{error}");
        let left = "SELECT count(*) FROM pg_namespace WHERE nspname IN ('app', 'gatewright')";
        assert_eq!(owner.query_one(left, &[]).await.unwrap().get::<_, i64>(0), 0);
    }
    let database = testkit::empty_database().await;
    let ours = "CREATE TABLE public.users (id int); COMMENT ON TABLE public.users IS 'The one identity. Gatewright.'";
    database.connect(Identity::Owner).await.batch_execute(ours).await.unwrap();
    database.migrate_with(&Migrations::from_files([FIRST])).await.unwrap();
}

#[tokio::test]
async fn the_history_is_nobody_elses_business() {
    let database = testkit::empty_database().await;
    database.migrate_with(&Migrations::from_files([FIRST])).await.unwrap();
    let request = database.connect(Identity::Request).await;
    for role in ["anon", "authenticated"] {
        let read = format!("SET ROLE {role}; SELECT * FROM gatewright.migrations");
        assert_eq!(request.batch_execute(&read).await.unwrap_err().code().unwrap().code(), "42501");
    }
}

#[tokio::test]
async fn the_migrations_of_this_program_apply_twice_on_this_server() {
    let database = testkit::database().await;
    let again = database.migrate().await.unwrap();
    assert_eq!((again.applied.len(), again.already), (0, Migrations::embedded().len()));
}
