-- An operation that another one started for one of its many things; the list of operations shows the one above.
alter table operation add column parent_id uuid;
create index operation_by_parent on operation (parent_id, id desc) where parent_id is not null;

-- Which goes first when a tenant has more than may run at once; see OperationPriority.
alter table operation add column priority smallint not null default 20;

-- Whether it has been let in: it has a firing ahead of it. A tenant has so many at a time; the others wait without a firing.
alter table operation add column admitted boolean not null default true;

-- How many of its tenant's places it takes: none for one that only waits for others of the same tenant, which need the places.
alter table operation add column weight smallint not null default 1;
create index operation_admitted on operation (tenant_id) include (weight) where admitted and state in ('pending', 'running', 'waiting', 'undoing');
create index operation_held_back on operation (tenant_id, priority desc, queued_at, id) where state = 'pending' and not admitted;

-- The things of an operation on many, each with its own outcome.
create table operation_item (
    operation_id uuid not null references operation (id) on delete cascade,
    position integer not null,
    tenant_id uuid not null,
    resource_id uuid not null,
    kind text not null,
    name text not null,
    state text not null,
    -- The operation that carries it out; null while it waits, and when it was refused before one began.
    child_id uuid,
    error jsonb,
    ended_at timestamptz,
    primary key (operation_id, position)
);
create index operation_item_state on operation_item (operation_id, state, position);
select yunqiao_protect('operation_item');
