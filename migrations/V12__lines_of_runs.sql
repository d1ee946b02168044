-- Runs that come of runs: a run may end by going on in a next one.

do $$
begin
  -- `continued`: it ended, and another run with the same plan goes on with what it left.
  alter table engine.runs drop constraint if exists runs_state_check;
  alter table engine.runs add constraint runs_state_check
    check (state in ('running', 'paused', 'completed', 'failed', 'cancelled', 'continued')) not valid;
  alter table engine.runs validate constraint runs_state_check;
end
$$;

-- A run that holds may have a deadline too: a limit of time, a decision that is overdue. It is woken by its row like one that sleeps.
drop index if exists engine.runs_asleep;
create index if not exists runs_asleep on engine.runs (shard, wake_at) where asleep and wake_at is not null;
