-- All times are microseconds since 1970-01-01T00:00:00Z. The numbers of states, reasons and outcomes are those of
-- dev.forbear.task.Kind, TerminalReason and Outcome.

-- Tells Forbear's files from those of other applications: "FrBr".
pragma application_id = 1181893234;

-- What a task is; changes only when a submission changes it.
create table task (
    id           integer primary key autoincrement, -- never given twice: claims and cursors name it
    controller   text    not null,
    key          text    not null,
    uid          blob    not null,
    created_at   integer not null,
    spec         text    not null,
    spec_digest  text    not null,
    lane         text,
    max_attempts integer,
    unique (controller, key)
) strict;

create index task_created on task (controller);
create index task_lane on task (controller, lane) where lane is not null;

-- How far it has come; narrow, since every move rewrites it.
create table run (
    id              integer primary key,
    controller      text    not null,
    state           integer not null,
    due_at          integer, -- when it may be claimed; null unless it waits
    next_due        integer, -- RUNNING: when it runs once more; QUEUED while a cancelled attempt's thread lives: when it is due
    epoch           integer not null, -- grows with each claim; only who knows it may settle
    owner           integer, -- the node whose thread has it
    generation      integer not null,
    attempts        integer not null,
    crashes         integer not null,
    started_at      integer,
    floor_at        integer,
    first_failed_at integer,
    first_error     text,
    fingerprint     text,
    deadline_at     integer,
    deadline_after  integer, -- nanoseconds, where it was given as a duration
    reason          integer,
    updated_at      integer not null
) strict;

create index run_due on run (controller, due_at) where due_at is not null;
create index run_suspect on run (controller, due_at) where due_at is not null and crashes >= 2;
create index run_state on run (controller, state);
create index run_ended on run (controller, state, updated_at) where state >= 3;
create index run_alike on run (controller, fingerprint) where fingerprint is not null;
create index run_failed_alike on run (controller, fingerprint, updated_at) where state = 4;
create index run_deadline on run (deadline_at) where deadline_at is not null and due_at is not null;
create index run_leased on run (owner) where owner is not null and state <> 1;

-- The last attempts of a task: slot = epoch mod 10.
create table attempt (
    task          integer not null,
    slot          integer not null,
    epoch         integer not null,
    generation    integer not null,
    number        integer not null,
    started_at    integer not null,
    took          integer not null,
    outcome       integer not null,
    error_type    text,
    error_message text,
    fingerprint   text,
    failed_at     integer,
    next_delay    integer,
    primary key (task, slot)
) strict, without rowid;

-- Failures that are alike, written about once a second.
create table fingerprint (
    controller  text    not null,
    fingerprint text    not null,
    type        text    not null,
    message     text    not null, -- with what varies masked
    first_seen  integer not null,
    last_seen   integer not null,
    hits        integer not null,
    primary key (controller, fingerprint)
) strict, without rowid;

-- How many tasks are in each state: the sum over the nodes, changed in the transaction that changes the state.
create table tally (
    node       integer not null,
    controller text    not null,
    state      integer not null,
    n          integer not null,
    primary key (node, controller, state)
) strict, without rowid;

create table controller (
    name          text primary key,
    seen_at       integer, -- when a live node last had it
    paused_at     integer,
    paused_by     text,
    paused_reason text
) strict, without rowid;

create table node (
    id         integer primary key,
    started_at integer not null,
    seen_at    integer not null
) strict;
