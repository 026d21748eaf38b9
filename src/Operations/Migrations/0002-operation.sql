create table operation (
    id uuid primary key,
    tenant_id uuid not null,
    -- The tenants that the one who asked could see: the scope that the steps act in.
    scope_tenants uuid[] not null,
    kind text not null,
    version integer not null,
    title jsonb not null,
    state text not null,
    -- What undoing ends in, failed or cancelled; null while going forward.
    undo_goal text,
    input jsonb not null,
    account_id uuid,
    requested_by uuid not null,
    requested_by_name text not null,
    conflict_key text,
    idempotency_key text,
    request_hash bytea,
    -- The fence. Only the firing of this number may write; every hand-over to a next firing raises it.
    seq bigint not null,
    -- How often it was begun: 1, and one more with every retry after an undo. Part of the steps' idempotency keys.
    round integer not null default 1,
    log_seq bigint not null default 0,
    progress double precision not null default 0,
    error jsonb,
    cancel_requested boolean not null default false,
    trace_parent text,
    created_at timestamptz not null,
    -- The order within a conflict key: when it was asked for, or asked for again.
    queued_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz
);
create unique index operation_idempotency on operation (tenant_id, requested_by, idempotency_key) where idempotency_key is not null;
create index operation_list on operation (tenant_id, id desc);
create index operation_state on operation (tenant_id, state, id desc);
create index operation_active on operation (id) where state in ('pending', 'running', 'waiting', 'undoing');
create index operation_queue on operation (conflict_key, queued_at, id) where state = 'pending' and conflict_key is not null;
select yunqiao_protect('operation');

-- Which operation may run of each conflict key; the row is the lock. Of no tenant, because operations of several tenants may
-- touch one resource.
create table operation_conflict (
    key text primary key,
    operation_id uuid not null references operation (id) on delete cascade
);
create index operation_conflict_operation on operation_conflict (operation_id);
select yunqiao_share('operation_conflict');

create table operation_step (
    operation_id uuid not null references operation (id) on delete cascade,
    tenant_id uuid not null,
    position integer not null,
    name text not null,
    title jsonb not null,
    state text not null,
    -- Written before the step acts; an intent without an outcome is a call whose fate must be found out.
    intent_at timestamptz,
    -- done, wait, retry, ambiguous or failed; null while the call is in flight.
    outcome text,
    failed boolean not null default false,
    attempt integer not null default 0,
    undo_attempt integer not null default 0,
    started_at timestamptz,
    ended_at timestamptz,
    undo_started_at timestamptz,
    undone_at timestamptz,
    detail text,
    output jsonb,
    state_data jsonb,
    error jsonb,
    primary key (operation_id, position)
);
select yunqiao_protect('operation_step');

create table operation_log (
    operation_id uuid not null references operation (id) on delete cascade,
    tenant_id uuid not null,
    seq bigint not null,
    at timestamptz not null,
    level text not null,
    text text not null,
    text_zh text,
    step text,
    primary key (operation_id, seq)
);
select yunqiao_protect('operation_log');

-- Kind and name as they were: the resource may be gone when the operation is read.
create table operation_resource (
    operation_id uuid not null references operation (id) on delete cascade,
    tenant_id uuid not null,
    position integer not null,
    resource_id uuid not null,
    kind text not null,
    name text not null,
    primary key (operation_id, position)
);
create index operation_resource_resource on operation_resource (resource_id, operation_id desc);
select yunqiao_protect('operation_resource');
