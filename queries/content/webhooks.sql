-- Webhooks: whom an account wants told, and the outbox.

--: Webhook(description?, last_delivery_status?)

--! list_webhooks (owner?, before_created?, before_id?) : Webhook
--- Webhooks, newest first; of this owner, or of all for an admin. Pages as runs do.
select
    h.id, h.user_id, h.url, h.events, h.description, h.is_active, h.created_at,
    (select d.status from content.webhook_deliveries d where d.webhook_id = h.id order by d.created_at desc, d.id desc limit 1)
        as last_delivery_status
from content.webhooks h
where (:owner::uuid is null or h.user_id = :owner)
    and (h.created_at, h.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
order by h.created_at desc, h.id desc
limit :page_size;

--! get_webhook : Webhook
--- One webhook.
select
    h.id, h.user_id, h.url, h.events, h.description, h.is_active, h.created_at,
    (select d.status from content.webhook_deliveries d where d.webhook_id = h.id order by d.created_at desc, d.id desc limit 1)
        as last_delivery_status
from content.webhooks h
where h.id = :id;

--! insert_webhook (description?)
--- A new webhook of the account that asks.
insert into content.webhooks (id, user_id, url, events, description) values (:id, :user_id, :url, :events, :description);

--! insert_webhook_secret
--- What its deliveries are signed with.
insert into content.webhook_secrets (webhook_id, secret) values (:webhook_id, :secret);

--! change_webhook (url?, events?, description?, is_active?)
--- Changes a webhook; what is not given stays.
update content.webhooks
set url = coalesce(:url, url),
    events = coalesce(:events, events),
    description = coalesce(:description, description),
    is_active = coalesce(:is_active, is_active)
where id = :id;

--! delete_webhook
--- Removes a webhook with what it was told.
delete from content.webhooks where id = :id;

--: Delivery(run_id?, response_status?, last_error?, next_attempt_at?, delivered_at?)

--! ask_for_test : Delivery
--- Puts a test into the outbox; it is sent like everything else.
insert into content.webhook_deliveries as d (webhook_id, event, body) values (:webhook_id, 'webhook.test', :body)
returning
    d.id, d.event, d.run_id, d.status, d.attempts, d.response_status, d.last_error, d.next_attempt_at, d.created_at, d.delivered_at;

--! list_deliveries (before_created?, before_id?) : Delivery
--- What a webhook was told or will be, newest first. Pages as runs do.
select
    d.id, d.event, d.run_id, d.status, d.attempts, d.response_status, d.last_error, d.next_attempt_at, d.created_at, d.delivered_at
from content.webhook_deliveries d
where d.webhook_id = :webhook_id
    and (d.created_at, d.id) < (coalesce(:before_created::timestamptz, 'infinity'), coalesce(:before_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
order by d.created_at desc, d.id desc
limit :page_size;

--! take_due
--- Takes deliveries that are due, for the dispatcher. A try that nobody finishes is due again when its lease has passed.
update content.webhook_deliveries d
set attempts = d.attempts + 1, next_attempt_at = now() + make_interval(secs => :lease_s::double precision)
from content.webhooks h
join content.webhook_secrets k on k.webhook_id = h.id
where h.id = d.webhook_id
    and d.id in (
        select due.id
        from content.webhook_deliveries due
        where due.status = 'pending' and due.next_attempt_at <= now()
        order by due.next_attempt_at
        limit :row_limit
        for update skip locked
    )
returning d.id, d.body, d.attempts, h.url, h.is_active, k.secret;

--! finish_delivery (response_status?, last_error?, retry_in_s?)
--- What came of a try. With `retry_in_s` it stays pending and is due then. `attempt` fences a try whose lease has passed.
update content.webhook_deliveries d
set status = case when :retry_in_s::double precision is null then :status else 'pending' end,
    response_status = :response_status,
    last_error = :last_error,
    next_attempt_at = now() + make_interval(secs => :retry_in_s::double precision),
    delivered_at = case when :status = 'delivered' then now() end
where d.id = :id and d.attempts = :attempt and d.status = 'pending';

--! next_due : (in_s?)
--- In how many seconds the next delivery is due.
select extract(epoch from min(d.next_attempt_at) - now())::float8 as in_s
from content.webhook_deliveries d
where d.status = 'pending';
