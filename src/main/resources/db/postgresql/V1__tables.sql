-- All times are microseconds since 1970-01-01T00:00:00Z, by this server's clock alone. The numbers of states, reasons
-- and outcomes are those of dev.forbear.task.Kind, TerminalReason and Outcome.

-- The store's time; the clocks of its replicas do not matter.
create function forbear_now() returns bigint
    language sql volatile
    as $$ select (extract(epoch from clock_timestamp()) * 1000000)::bigint $$;

-- What a task is; changes only when a submission changes it. Who changes a task has locked its row in run.
create table task (
    id           bigint generated always as identity primary key, -- never given twice: claims and cursors name it
    controller   text collate "C" not null,
    key          text collate "C" not null,
    uid          uuid   not null,
    created_at   bigint not null,
    spec         text   not null,
    spec_digest  text   not null,
    lane         text collate "C",
    max_attempts integer,
    unique (controller, key)
);

create index task_created on task (controller, id);
create index task_lane on task (controller, lane, id) where lane is not null;

-- How far it has come; narrow, since every move rewrites it. Each such move writes into the indexes whose condition
-- the row meets, so there are few, and most are of states that a busy task is not in.
create table run (
    id              bigint   primary key,
    controller      text collate "C" not null,
    state           smallint not null,
    due_at          bigint, -- owner is null: when it may be claimed; else when its owner's lease is over
    next_due        bigint, -- RUNNING: when it runs once more; QUEUED while a cancelled attempt's thread lives: when it is due
    epoch           bigint   not null, -- grows with each claim; only who knows it may settle
    owner           bigint, -- the node whose thread has it
    generation      bigint   not null,
    attempts        integer  not null,
    crashes         integer  not null,
    started_at      bigint,
    floor_at        bigint,
    first_failed_at bigint,
    first_error     text,
    fingerprint     text collate "C",
    deadline_at     bigint,
    deadline_after  bigint, -- nanoseconds, where it was given as a duration
    reason          smallint,
    updated_at      bigint   not null
) with (
    fillfactor = 70,
    autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_vacuum_threshold = 1000,
    autovacuum_analyze_scale_factor = 0.05,
    autovacuum_vacuum_cost_delay = 0
);

create index run_due on run (controller, due_at, id) where owner is null and due_at is not null;
create index run_suspect on run (controller, due_at, id) where owner is null and due_at is not null and crashes >= 2;
create index run_leased on run (due_at) where owner is not null;
create index run_let_go on run (owner) where owner is not null and state <> 1;
create index run_waiting on run (controller, state, id) where state in (0, 2);
create index run_ended on run (controller, state, updated_at) where state >= 3;
create index run_failed on run (controller, updated_at, id) where state = 4;
create index run_alike on run (controller, fingerprint, id) where fingerprint is not null;
create index run_failed_alike on run (controller, fingerprint, updated_at, id) where state = 4;
create index run_deadline on run (deadline_at) where deadline_at is not null and owner is null and due_at is not null;

-- The last attempts of a task: slot = epoch mod 10.
create table attempt (
    task          bigint   not null,
    slot          smallint not null,
    epoch         bigint   not null,
    generation    bigint   not null,
    number        integer  not null,
    started_at    bigint   not null,
    took          bigint   not null,
    outcome       smallint not null,
    error_type    text,
    error_message text,
    fingerprint   text,
    failed_at     bigint,
    next_delay    bigint,
    primary key (task, slot)
) with (fillfactor = 80);

-- Failures that are alike, written about once a second.
create table fingerprint (
    controller  text collate "C" not null,
    fingerprint text collate "C" not null,
    type        text   not null,
    message     text   not null, -- with what varies masked
    first_seen  bigint not null,
    last_seen   bigint not null,
    hits        bigint not null,
    primary key (controller, fingerprint)
) with (fillfactor = 70);

-- How many tasks are in each state: the sum over the nodes, each of which adds its changes in the transaction that
-- makes them; node 0 has what nodes left behind that are gone.
create table tally (
    node       bigint   not null,
    controller text collate "C" not null,
    state      smallint not null,
    n          bigint   not null,
    primary key (node, controller, state)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500);

create table controller (
    name          text collate "C" primary key,
    seen_at       bigint, -- when a live node last had it
    paused_at     bigint,
    paused_by     text,
    paused_reason text
) with (fillfactor = 70);

-- Processes, each with its own number from its start to its end.
create table node (
    id          bigint generated always as identity primary key,
    name        text   not null,
    started_at  bigint not null,
    seen_at     bigint not null,
    renewed_at  bigint not null, -- when it last named all that it held
    closed_at   bigint, -- when it ended in good order
    controllers text[] not null default '{}'
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500);

-- What submissions with an Idempotency-Key came to, for 24 hours; hashes alone of what the callers sent.
create table idempotency (
    key_hash   text collate "C" primary key, -- SHA-256 of who submitted and of the header
    body_hash  text   not null, -- SHA-256 of the canonical body
    controller text   not null,
    task_key   text   not null,
    effect     text   not null, -- a name of dev.forbear.task.Effect
    at         bigint not null
);

create index idempotency_at on idempotency (at);
