create extension if not exists pg_trgm;

-- The thing, as everybody reads it. A resource that is gone has no row here, but a tombstone.
create table resource (
    id uuid primary key,
    tenant_id uuid not null,
    project_id uuid,
    account_id uuid not null,
    provider text not null,
    kind text not null,
    region text not null,
    zone text,
    -- Empty while the cloud does not know it yet.
    external_id text not null,
    -- What is shown: our own name if it has one, else the cloud's.
    name text not null,
    own_name text,
    lifecycle text not null,
    provider_status text,
    power text not null,
    -- Set while a complete listing does not hold it and nobody has said yet whether that is true.
    missing_since timestamptz,
    attributes jsonb not null,
    observed_tags jsonb not null,
    own_tags jsonb not null default '{}',
    -- What free text is looked for in: shown name, external id, addresses.
    search_text text not null,
    created_at timestamptz not null,
    -- When its content was last written; an unchanged resource is as fresh as its unit, see unit_freshness.
    observed_at timestamptz not null,
    simulated boolean not null,
    placeholder boolean not null default false
);
create index resource_by_name on resource (tenant_id, lower(name), id);
create index resource_by_kind on resource (tenant_id, kind, lower(name), id);
create index resource_by_lifecycle on resource (tenant_id, kind, lifecycle, id);
create index resource_by_age on resource (tenant_id, created_at, id);
create index resource_by_unit on resource (account_id, kind, region);
create index resource_by_external_id on resource (tenant_id, external_id);
create index resource_missing on resource (account_id) where missing_since is not null;
-- Without fastupdate: a bulk upsert would leave a pending list that every search has to walk.
create index resource_search on resource using gin (search_text gin_trgm_ops) with (fastupdate = off);
select yunqiao_protect('resource');
select yunqiao_searchable('resource');

-- What one account said about one thing.
create table record (
    id uuid primary key,
    tenant_id uuid not null,
    account_id uuid not null,
    kind text not null,
    region text not null,
    external_id text not null,
    resource_id uuid not null references resource (id),
    -- Empty when the next observation has to be written whatever it says.
    content_hash bytea not null,
    name text not null,
    observed jsonb not null,
    observed_at timestamptz not null,
    unique (account_id, kind, region, external_id)
);
create index record_by_resource on record (resource_id);
select yunqiao_protect('record');

-- A typed edge. It dangles while its target is not in the graph.
create table relation (
    source_id uuid not null references resource (id),
    type text not null,
    target_kind text not null,
    target_region text not null,
    target_external_id text not null,
    tenant_id uuid not null,
    account_id uuid not null,
    target_id uuid references resource (id),
    primary key (source_id, type, target_kind, target_region, target_external_id)
);
create index relation_by_target on relation (target_id, type) where target_id is not null;
create index relation_dangling on relation (account_id, target_kind, target_region, target_external_id) where target_id is null;
select yunqiao_protect('relation');
select yunqiao_searchable('relation');

-- Tags as shown: the cloud's with our own laid over them. Values are cut at 512 characters; the whole ones are in resource.
create table resource_tag (
    resource_id uuid not null references resource (id),
    key text not null,
    value text not null,
    tenant_id uuid not null,
    primary key (resource_id, key)
);
create index resource_tag_by_value on resource_tag (tenant_id, key, value, resource_id);
select yunqiao_protect('resource_tag');
select yunqiao_searchable('resource_tag');

-- Searchable attributes, one row per scalar. Text is cut at 512 characters.
create table resource_value (
    resource_id uuid not null references resource (id),
    tenant_id uuid not null,
    kind text not null,
    key text not null,
    text_value text,
    number_value numeric
);
create index resource_value_by_resource on resource_value (resource_id);
create index resource_value_by_text on resource_value (tenant_id, key, text_value, resource_id) where text_value is not null;
create index resource_value_by_number on resource_value (tenant_id, key, number_value, resource_id) where number_value is not null;
create index resource_value_search on resource_value using gin (text_value gin_trgm_ops) with (fastupdate = off);
select yunqiao_protect('resource_value');
select yunqiao_searchable('resource_value');

-- Counters, kept by every writer of resource under the lock of the account.
create table resource_count (
    account_id uuid not null,
    kind text not null,
    region text not null,
    lifecycle text not null,
    tenant_id uuid not null,
    provider text not null,
    count bigint not null,
    primary key (account_id, kind, region, lifecycle)
);
create index resource_count_by_tenant on resource_count (tenant_id);
select yunqiao_protect('resource_count');
select yunqiao_searchable('resource_count');

-- How fresh a unit is. Unchanged records are not written, so this says when they were last seen.
create table unit_freshness (
    account_id uuid not null,
    kind text not null,
    region text not null,
    tenant_id uuid not null,
    last_complete_run_at timestamptz,
    interval_seconds double precision not null,
    failed boolean not null,
    primary key (account_id, kind, region)
);
select yunqiao_protect('unit_freshness');
select yunqiao_searchable('unit_freshness');

-- What is gone and may come back under its id, and what a person asked to forget and must not come back.
create table tombstone (
    account_id uuid not null,
    kind text not null,
    region text not null,
    external_id text not null,
    tenant_id uuid not null,
    resource_id uuid not null,
    forgotten boolean not null,
    own_name text,
    own_tags jsonb not null,
    project_id uuid,
    created_at timestamptz not null,
    deleted_at timestamptz not null,
    primary key (account_id, kind, region, external_id)
);
create index tombstone_by_age on tombstone (deleted_at) where not forgotten;
select yunqiao_protect('tombstone');

-- A listing on its way, and what it saw. Both are unlogged: a crash of the database server takes the run with its memory, so
-- that an emptied memory is never read as an emptied cloud.
create unlogged table sync_run (
    id uuid primary key,
    tenant_id uuid not null,
    account_id uuid not null,
    kind text not null,
    region text not null,
    began_at timestamptz not null
);
create index sync_run_by_unit on sync_run (account_id, kind, region);
select yunqiao_protect('sync_run');

create unlogged table sync_run_seen (
    run_id uuid not null references sync_run (id) on delete cascade,
    external_id text not null,
    tenant_id uuid not null,
    primary key (run_id, external_id)
);
select yunqiao_protect('sync_run_seen');
