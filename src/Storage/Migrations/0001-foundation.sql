-- Row-level security reads two settings of the transaction; see ScopeSetting.
create function yunqiao_tenants() returns uuid[] language sql stable as
$$ select coalesce(nullif(current_setting('yunqiao.tenants', true), ''), '{}')::uuid[] $$;

create function yunqiao_is_system() returns boolean language sql stable as
$$ select coalesce(current_setting('yunqiao.system', true), 'off') = 'on' $$;

-- Puts a table with a tenant_id under row security and lets the application role work with it.
create function yunqiao_protect(target regclass) returns void language plpgsql as
$$
declare
    application text := current_database() || '_app';
    search text := current_database() || '_search';
begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format(
        'create policy scope on %s to %I using ((select yunqiao_is_system()) or tenant_id = any ((select yunqiao_tenants())::uuid[]))',
        target, application);
    execute format('create policy search on %s for select to %I using (true)', target, search);
    execute format('create policy owner on %s to %I using (true)', target, current_user);
    execute format('grant select, insert, update, delete on %s to %I', target, application);
end
$$;

-- Lets the application role work with a table that belongs to no tenant.
create function yunqiao_share(target regclass) returns void language plpgsql as
$$
begin
    execute format('grant select, insert, update, delete on %s to %I', target, current_database() || '_app');
end
$$;

-- Lets the search role read a table, without row security. Only for tables that the query compiler reads.
create function yunqiao_searchable(target regclass) returns void language plpgsql as
$$
begin
    execute format('grant select on %s to %I', target, current_database() || '_search');
end
$$;

create table outbox_event (
    id bigint generated always as identity primary key,
    -- Readers stay below pg_snapshot_xmin, so that a slow transaction's events are not passed over.
    transaction xid8 not null default pg_current_xact_id(),
    type text not null,
    tenant_id uuid not null,
    subject text not null,
    data jsonb not null,
    at timestamptz not null
);
create index outbox_event_order on outbox_event (transaction, id);
create index outbox_event_at on outbox_event (at);
select yunqiao_protect('outbox_event');

-- The last position that retention took away: who resumes from before it has missed something.
create table outbox_trim (
    singleton boolean primary key default true check (singleton),
    transaction xid8 not null default '0',
    id bigint not null default 0
);
insert into outbox_trim default values;
select yunqiao_share('outbox_trim');

-- Keys that secrets are sealed with, each sealed by the master key, which is not in the database.
create table key_ring (
    id uuid primary key,
    sealed bytea not null,
    -- Later than its creation, so that every server knows a key before one of them uses it.
    active_from timestamptz not null
);
select yunqiao_share('key_ring');
