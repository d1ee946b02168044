-- One journal row for each transition, a run's row that changes only when the run does, and runs that sleep.
--
-- A transition's entries are committed together or not at all, so they share a row: `seq` is the number of its first entry, and
-- `entries` the list of them (rows of earlier releases hold the one entry itself). A step of a chain then costs one row where
-- it cost three, and no update: `engine.runs` follows a run's state and its next deadline, not each of its entries. What
-- keeps two writers apart is the shard's epoch, and behind it the journal's key: both would write the entry after the same one.

do $$
begin
  if exists (select from information_schema.columns
              where table_schema = 'engine' and table_name = 'journal' and column_name = 'entry') then
    alter table engine.journal rename column entry to entries;
  end if;

  alter table engine.runs add column if not exists begun boolean not null default false;
  if exists (select from information_schema.columns
              where table_schema = 'engine' and table_name = 'runs' and column_name = 'last_seq') then
    update engine.runs set begun = true where last_seq > 0;
    alter table engine.runs drop column last_seq, drop column epoch;
  end if;
end
$$;

-- A run asleep waits for a time or a signal and wants nothing of anybody: it is in nobody's memory until its deadline is near or
-- somebody asks something of it. So a hundred thousand of them cost a row each, and nothing while they sleep.
alter table engine.runs add column if not exists asleep boolean not null default false;

drop index if exists engine.runs_running;
create index if not exists runs_awake on engine.runs (shard, id) where state = 'running' and not asleep;
create index if not exists runs_asleep on engine.runs (shard, wake_at) where state = 'running' and asleep and wake_at is not null;
