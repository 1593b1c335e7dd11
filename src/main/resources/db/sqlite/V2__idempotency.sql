-- What submissions with an Idempotency-Key came to, for 24 hours; hashes alone of what the callers sent.
create table idempotency (
    key_hash   text    primary key, -- SHA-256 of who submitted and of the header
    body_hash  text    not null,    -- SHA-256 of the canonical body
    controller text    not null,
    task_key   text    not null,
    effect     text    not null,    -- a name of dev.forbear.task.Effect
    at         integer not null
) strict, without rowid;

create index idempotency_at on idempotency (at);
