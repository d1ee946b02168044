-- Flows and their versions. Reads are the same for the service and for a user's session: row-level security decides what is seen.

--: Flow(plan_hash?)
--: Version()

--! save_flow
--- The flow of that name, made where there is none; locks it until the transaction ends, so that versions are counted one at a time.
insert into flows.flows (id, user_id, name)
values (:id, :user_id, :name)
on conflict (user_id, name) do update set updated_at = now()
returning id, latest_version;

--! insert_version
insert into flows.versions (flow_id, version, plan_hash, source) values (:flow_id, :version, :plan_hash, :source);

--! set_latest_version
update flows.flows set latest_version = :version where id = :flow_id;

--! get_flow : Flow
--- A flow of this owner, with the hash of its newest plan.
select f.id, f.user_id, f.name, f.latest_version, f.created_at, f.updated_at, v.plan_hash
from flows.flows f
left join flows.versions v on v.flow_id = f.id and v.version = f.latest_version
where f.user_id = :user_id and f.name = :name;

--! get_flow_by_id : Flow
select f.id, f.user_id, f.name, f.latest_version, f.created_at, f.updated_at, v.plan_hash
from flows.flows f
left join flows.versions v on v.flow_id = f.id and v.version = f.latest_version
where f.id = :id;

--! list_flows (user_id?) : Flow
--- Flows of an owner, or everybody's, by name.
select f.id, f.user_id, f.name, f.latest_version, f.created_at, f.updated_at, v.plan_hash
from flows.flows f
left join flows.versions v on v.flow_id = f.id and v.version = f.latest_version
where :user_id::uuid is null or f.user_id = :user_id
order by f.name, f.id;

--! get_version : Version
select v.flow_id, v.version, v.plan_hash, v.source, v.created_at
from flows.versions v
where v.flow_id = :flow_id and v.version = :version;

--! list_versions
--- Newest first, without the sources.
select v.version, v.plan_hash, v.created_at from flows.versions v where v.flow_id = :flow_id order by v.version desc;

--! delete_flow
--- Its runs stay, without it.
delete from flows.flows where id = :id;
