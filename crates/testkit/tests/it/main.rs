//! The test support, tested.

use testkit::Identity;

#[tokio::test]
async fn gives_each_test_a_migrated_database_of_its_own_and_drops_it() {
    let (one, two) = (testkit::database().await, testkit::database().await);
    assert_ne!(one.name(), two.name());
    let name = one.name().to_owned();
    let client = one.connect(Identity::Owner).await;
    client.batch_execute("CREATE TABLE public.only_here (x int)").await.unwrap();
    let other = two.connect(Identity::Owner).await;
    let there = other.query_one("SELECT to_regclass('public.only_here') IS NOT NULL", &[]).await.unwrap();
    assert!(!there.get::<_, bool>(0));
    let history = other.query_one("SELECT count(*) FROM gatewright.migrations", &[]).await.unwrap();
    assert_eq!(history.get::<_, i64>(0) as usize, store::Migrations::embedded().len());
    drop(one);
    let superuser = testkit::server().await.superuser().await.unwrap();
    assert!(superuser.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&name]).await.unwrap().is_none());
}

#[tokio::test]
async fn durability_is_on() {
    let database = testkit::empty_database().await;
    let client = database.connect(Identity::Owner).await;
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        let value: String = client.query_one("SELECT current_setting($1)", &[&setting]).await.unwrap().get(0);
        assert_eq!(value, "on", "{setting}");
    }
}
