//! Looks at the database from outside: which wave wrote what under which epoch, who owns which shards, and when work moves on.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use store::{Direct, Identity};

use super::arena::Arena;

/// Notes each wave that `engine.fence` has let in, with the epoch that its writer claims, in the wave's own transaction.
const NOTED: &str = "
create schema chaos;
grant usage on schema chaos to service_role;
create table chaos.waves (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  txid bigint not null,
  shard smallint not null,
  epoch bigint not null
);
grant insert on chaos.waves to service_role;
alter function engine.fence(smallint[], bigint[], integer) rename to fence_unnoted;
create function engine.fence(shards smallint[], epochs bigint[], lock_timeout_ms integer) returns timestamptz
  language plpgsql volatile
  as $$
  declare
    now timestamptz := engine.fence_unnoted(shards, epochs, lock_timeout_ms);
  begin
    insert into chaos.waves (txid, shard, epoch)
      select pg_current_xact_id()::text::bigint % 4294967296, w.shard, w.epoch from unnest(shards, epochs) as w (shard, epoch);
    return now;
  end
  $$;
revoke all on function engine.fence(smallint[], bigint[], integer) from public, anon, authenticated;
grant execute on function engine.fence(smallint[], bigint[], integer) to service_role;
";

/// How long work may take to move on.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(15);

/// Has waves noted from now on.
pub(super) async fn begin(arena: &Arena) -> Result<(), String> {
    let database = arena.app().postgres.database().clone();
    let owner = database.direct(Identity::Owner).await.map_err(|error| error.to_string())?;
    owner.batch_execute(NOTED).await.map_err(|error| format!("waves cannot be noted: {error:?}"))
}

/// A moment, by the waves written until then and the epochs of the shards.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    wave: i64,
    epochs: BTreeMap<i16, i64>,
}

impl Mark {
    /// Now.
    pub(super) async fn now(arena: &Arena) -> Result<Self, String> {
        let superuser = arena.superuser().await?;
        let wave = superuser.query_one("select coalesce(max(id), 0) from chaos.waves", &[]).await.map_err(|error| error.to_string())?;
        let epochs = superuser.query("select shard_id, epoch from engine.shards", &[]).await.map_err(|error| error.to_string())?;
        Ok(Self { wave: wave.get(0), epochs: epochs.iter().map(|row| (row.get(0), row.get(1))).collect() })
    }

    /// Waits for a wave after it, in one of these shards and under a newer epoch where that is asked. How long it took.
    pub(super) async fn moved_on(&self, arena: &Arena, shards: Option<&[i16]>) -> Result<Duration, String> {
        let began = Instant::now();
        let (all, epochs): (Vec<i16>, Vec<i64>) = self
            .epochs
            .iter()
            .filter(|(shard, _)| shards.is_none_or(|shards| shards.contains(shard)))
            .map(|(shard, epoch)| (*shard, *epoch))
            .unzip();
        let newer = shards.is_some();
        let sql =
            "select exists (select from chaos.waves as w join unnest($2::smallint[], $3::bigint[]) as e (shard, epoch) on e.shard = w.shard
                    where w.id > $1 and (w.epoch > e.epoch or not $4))";
        let mut session: Option<Direct> = None;
        while began.elapsed() < PATIENCE {
            let open = match session.take() {
                Some(open) => Ok(open),
                None => arena.superuser().await,
            };
            // The server may be away: that is the point.
            if let Ok(open) = open
                && let Ok(row) = open.query_one(sql, &[&self.wave, &all, &epochs, &newer]).await
            {
                if row.get(0) {
                    return Ok(began.elapsed());
                }
                session = Some(open);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Err(format!("no run moved on within {PATIENCE:?}"))
    }
}

/// The shards that the process of this name owns.
pub(super) async fn shards_of(arena: &Arena, name: &str) -> Result<Vec<i16>, String> {
    let superuser = arena.superuser().await?;
    let rows = superuser
        .query("select s.shard_id from engine.shards as s join engine.processes as p on p.id = s.owner where p.name = $1", &[&name])
        .await
        .map_err(|error| error.to_string())?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}
