-- Artifacts: the files that attempts produced.

--: Artifact(gate_id?, content_type?, media_type?, content_hash?, storage_url?, artifact_type?, attempt_number?)

--! list_artifacts (owner?) : (gate_id?, content_type?, media_type?, content_hash?, storage_url?, artifact_type?, attempt_number?, attempt_status?)
--- Every file of a run, of all attempts, in the order of the pipeline, with what its attempt is and whether the file is the one that counts.
select
    f.id, f.run_id, f.gate_id, f.attempt_number, f.file_name, coalesce(f.file_path, f.file_name) as file_path, f.content_type, f.media_type,
    f.content_hash, coalesce(f.size_bytes, 0)::bigint as size_bytes, f.storage_url, f.artifact_type, f.created_at,
    a.status as attempt_status,
    f.id in (select c.id from content.current_artifacts c where c.run_id = :run_id) as current
from content.artifacts f
join content.runs r on r.id = f.run_id
left join content.gate_attempts a on a.id = f.gate_execution_id
where f.run_id = :run_id and (:owner::uuid is null or r.user_id = :owner)
order by a.gate_order nulls last, f.attempt_number, f.file_path, f.id;

--! list_current_artifacts (owner?) : Artifact
--- Of each path of a run the file that counts, by path.
select
    coalesce(f.id, gen_random_uuid()) as id, coalesce(f.run_id, :run_id) as run_id, f.gate_id, f.attempt_number,
    coalesce(f.file_name, '') as file_name, coalesce(f.file_path, f.file_name) as file_path, f.content_type, f.media_type, f.content_hash,
    coalesce(f.size_bytes, 0)::bigint as size_bytes, f.storage_url, f.artifact_type, coalesce(f.created_at, now()) as created_at
from content.current_artifacts f
join content.runs r on r.id = f.run_id
where f.run_id = :run_id and (:owner::uuid is null or r.user_id = :owner)
order by file_path;

--! get_artifact (owner?) : (content?, content_type?, media_type?, content_hash?, storage_url?)
--- One file with its content, or where its bytes are.
select
    f.id, f.run_id, f.file_name, coalesce(f.file_path, f.file_name) as file_path, f.content_type, f.media_type, f.content, f.content_hash,
    coalesce(f.size_bytes, 0)::bigint as size_bytes, f.storage_url
from content.artifacts f
join content.runs r on r.id = f.run_id
where f.id = :artifact_id and (:owner::uuid is null or r.user_id = :owner);

--! files_of_attempts : (bytes?, location?)
--- Every file of a run, of all attempts, with its bytes or where they are.
select
    coalesce(f.gate_id, '') as gate_id, coalesce(f.attempt_number, 1) as attempt_number, coalesce(f.file_path, f.file_name) as path,
    coalesce(f.content_hash, '') as sha256, p.bytes, p.location
from content.artifacts f
left join engine.payloads p on p.sha256 = f.content_hash
where f.run_id = :run_id
order by gate_id, attempt_number, path;

--! current_files : (bytes?, location?)
--- Of each path of a run the file that counts, with its bytes or where they are.
select coalesce(f.file_path, f.file_name, '') as path, coalesce(f.content_hash, '') as sha256, p.bytes, p.location
from content.current_artifacts f
left join engine.payloads p on p.sha256 = f.content_hash
where f.run_id = :run_id
order by path;

--: Browsed(gate_id?, content_type?, media_type?, content_hash?, artifact_type?, attempt_number?, run_name?)

--! browse_artifacts (owner?, kind?, words?, before_created?, before_id?) : Browsed
--- Files that count over all runs, newest first; of this owner, or of all for an admin. Pages as runs do.
select
    f.id, f.run_id, f.gate_id, f.attempt_number, f.file_name, coalesce(f.file_path, f.file_name) as file_path, f.content_type, f.media_type,
    f.content_hash, coalesce(f.size_bytes, 0)::bigint as size_bytes, f.artifact_type, f.created_at, true as current,
    r.display_name as run_name, r.project_slug, t.slug as template
from content.artifacts f
join content.runs r on r.id = f.run_id
join content.specs s on s.id = r.spec_id
join content.workflow_templates t on t.id = s.template_id
where (:owner::uuid is null or r.user_id = :owner)
    and (f.created_at, f.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    and (:kind::text is null or f.content_type = :kind or f.artifact_type = :kind)
    and (:words::text is null or concat_ws(' ', f.file_path, f.file_name, r.display_name, r.project_slug) ilike '%' || :words || '%')
    and exists (select from content.current_artifacts c where c.run_id = f.run_id and c.id = f.id)
order by f.created_at desc, f.id desc
limit :page_size;

--! get_browsed_artifact : Browsed
--- One file, with the run it belongs to.
select
    f.id, f.run_id, f.gate_id, f.attempt_number, f.file_name, coalesce(f.file_path, f.file_name) as file_path, f.content_type, f.media_type,
    f.content_hash, coalesce(f.size_bytes, 0)::bigint as size_bytes, f.artifact_type, f.created_at,
    exists (select from content.current_artifacts c where c.run_id = f.run_id and c.id = f.id) as current,
    r.display_name as run_name, r.project_slug, t.slug as template
from content.artifacts f
join content.runs r on r.id = f.run_id
join content.specs s on s.id = r.spec_id
join content.workflow_templates t on t.id = s.template_id
where f.id = :artifact_id;

--! payload_bytes : (bytes?, location?)
--- Where the bytes of a hash are. For the service, after the caller's own eyes have seen the row that names the hash.
select p.sha256, p.size_bytes, p.bytes, p.location
from engine.payloads p
where p.sha256 = any (:hashes);
