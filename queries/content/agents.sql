-- Agents: who does a stage.

--! upsert_agent
--- Stores an agent's file. The same content again changes nothing; changed content becomes the next version and the active one.
with known as (
    select a.version, a.hash, a.is_active
    from content.agents a
    where a.slug = :slug
),
retired as (
    update content.agents a
    set is_active = false
    where a.slug = :slug and a.is_active and a.hash <> :hash
    returning a.id
)
insert into content.agents (slug, version, name, family, role, description, prompt, hash)
select
    :slug, coalesce((select max(k.version) from known k), 0) + 1, :name, :family, :role, :description, :prompt, :hash
where not exists (select from known k where k.hash = :hash and k.is_active)
    -- Reads `retired`, so that the old version is inactive before the new one is active.
    and (select count(*) from retired) >= 0;

--! list_agents
--- The active version of every agent.
select a.id, a.slug, a.version, a.name, a.family, a.role, a.description, a.hash, a.created_at
from content.agents a
where a.is_active
order by a.family, a.slug;

--! get_agent
--- The active version of one agent, with its prompt.
select a.id, a.slug, a.version, a.name, a.family, a.role, a.description, a.prompt, a.hash, a.created_at
from content.agents a
where a.slug = :slug and a.is_active;

--! list_agent_versions
--- Every version of every agent, newest first.
select a.id, a.slug, a.version, a.name, a.family, a.role, a.description, a.prompt, a.hash, a.is_active, a.created_at
from content.agents a
order by a.family, a.slug, a.version desc;
