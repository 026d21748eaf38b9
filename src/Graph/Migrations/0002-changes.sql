-- The append-only history, a partition per month. It outlives its resources, so it names them as they were called then.
create table change (
    id uuid not null,
    at timestamptz not null,
    tenant_id uuid not null,
    resource_id uuid not null,
    account_id uuid not null,
    provider text not null,
    kind text not null,
    name text not null,
    type text not null check (type in ('created', 'changed', 'deleted', 'restored')),
    field text,
    before jsonb,
    after jsonb,
    cause_kind text not null,
    cause_reference text,
    cause_principal uuid,
    cause_principal_name text,
    primary key (at, id)
) partition by range (at);
create index change_by_tenant on change (tenant_id, at desc, id desc);
create index change_by_resource on change (resource_id, at desc, id desc);
select yunqiao_protect('change');

-- Rows of a month that has no partition of its own, so that a late worker never stops the merge.
create table change_default partition of change default;

-- Makes the partition of a month. The application role may not create tables, so this runs as the owner.
create function change_ensure_partition(month timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as
$$
declare
    first timestamp := date_trunc('month', month at time zone 'utc');
    partition text := 'change_' || to_char(first, 'YYYYMM');
begin
    perform pg_advisory_xact_lock(hashtextextended('change_ensure_partition', 0));
    if to_regclass(partition) is null then
        execute format(
            'create table %I partition of change for values from (%L) to (%L)',
            partition, first at time zone 'utc', (first + interval '1 month') at time zone 'utc');
    end if;
exception
    -- The default partition has rows of that month already; they stay there and the month does well without its own.
    when check_violation then null;
end
$$;

-- Drops the history of whole months before a moment; the number of partitions that went.
create function change_drop_before(moment timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp as
$$
declare
    partition text;
    dropped integer := 0;
begin
    perform pg_advisory_xact_lock(hashtextextended('change_ensure_partition', 0));
    for partition in
        select child.relname from pg_inherits join pg_class child on child.oid = inhrelid
        where inhparent = 'change'::regclass and child.relname ~ '^change_[0-9]{6}$'
          and to_date(substr(child.relname, 8), 'YYYYMM') + interval '1 month' <= moment at time zone 'utc'
    loop
        execute format('drop table %I', partition);
        dropped := dropped + 1;
    end loop;
    delete from change_default where at < moment;
    return dropped;
end
$$;

revoke execute on function change_ensure_partition(timestamptz), change_drop_before(timestamptz) from public;
do $$
begin
    execute format(
        'grant execute on function change_ensure_partition(timestamptz), change_drop_before(timestamptz) to %I',
        current_database() || '_app');
end
$$;

select change_ensure_partition(now() + make_interval(months => ahead)) from generate_series(0, 2) ahead;
