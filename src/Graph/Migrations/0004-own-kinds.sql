-- Kinds that tenants define. The definition is the document as it was accepted; servers keep all of them in memory.
create table own_kind (
    id text primary key,
    tenant_id uuid not null,
    definition jsonb not null,
    version integer not null,
    changed_at timestamptz not null
);
create index own_kind_by_tenant on own_kind (tenant_id);
select yunqiao_protect('own_kind');

-- Values of unique attributes of things that people write down. What a cloud says is never refused, so it is not here.
create table unique_value (
    tenant_id uuid not null,
    kind text not null,
    key text not null,
    -- SHA-256 of the value, so that a long one fits the index.
    value_hash bytea not null,
    resource_id uuid not null references resource (id) on delete cascade,
    primary key (tenant_id, kind, key, value_hash)
);
create index unique_value_by_resource on unique_value (resource_id);
select yunqiao_protect('unique_value');
