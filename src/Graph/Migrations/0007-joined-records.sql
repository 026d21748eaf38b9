-- What identifies the thing behind a record whoever sees it, cleaned so that spellings compare as equal.
create table record_identity (
    record_id uuid not null references record (id) on delete cascade,
    key text not null,
    value text not null,
    tenant_id uuid not null,
    account_id uuid not null,
    kind text not null,
    primary key (record_id, key)
);
create index record_identity_by_value on record_identity (tenant_id, kind, key, value);
select yunqiao_protect('record_identity');

-- The records of a resource beside the one that leads it. What a resource says of its account, provider and region is said
-- of the leading record, so the others keep theirs here.
create table joined_record (
    record_id uuid primary key references record (id) on delete cascade,
    tenant_id uuid not null,
    provider text not null,
    simulated boolean not null
);
select yunqiao_protect('joined_record');

-- Things that a person took out of a resource: by their ids, so that the decision outlives their records.
create table kept_apart (
    account_id uuid not null,
    kind text not null,
    region text not null,
    external_id text not null,
    tenant_id uuid not null,
    decided_at timestamptz not null,
    primary key (account_id, kind, region, external_id)
);
select yunqiao_protect('kept_apart');

-- Ids of resources that became a part of another, so that what people kept of them leads on.
create table resource_alias (
    id uuid primary key,
    tenant_id uuid not null,
    resource_id uuid not null references resource (id) on delete cascade
);
create index resource_alias_by_resource on resource_alias (resource_id);
select yunqiao_protect('resource_alias');

-- Two accounts may say the same of one thing.
alter table relation drop constraint relation_pkey;
alter table relation add primary key (source_id, type, target_kind, target_region, target_external_id, account_id);
