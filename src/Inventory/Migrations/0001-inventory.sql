-- A place with its own network reach. Every tenant has one default site, made when it is first needed.
create table site (
    id uuid primary key,
    tenant_id uuid not null,
    name text not null check (char_length(name) between 1 and 100),
    slug text not null,
    is_default boolean not null default false,
    created_at timestamptz not null,
    unique (tenant_id, slug)
);
create unique index site_default on site (tenant_id) where is_default;
select yunqiao_protect('site');

-- A credentialed connection to one cloud. The credentials are sealed with the key ring; the names are there for people.
create table account (
    id uuid primary key,
    tenant_id uuid not null,
    name text not null check (char_length(name) between 1 and 100),
    provider text not null,
    deployment_model text not null,
    partition text,
    endpoint text not null,
    regions text[] not null default '{}',
    site_id uuid not null references site (id),
    settings jsonb not null default '{}',
    credentials bytea,
    credential_names text[] not null default '{}',
    simulated boolean not null default false,
    state text not null default 'connected' check (state in ('connected', 'forgetting')),
    feed text not null default 'none' check (feed in ('none', 'connecting', 'live')),
    -- Grows with every change of how the account is reached, so that open connections know when they are old.
    version bigint not null default 1,
    created_at timestamptz not null,
    unique (tenant_id, name)
);
select yunqiao_protect('account');

-- What is synchronised as one: a kind in a region of an account.
create table sync_unit (
    account_id uuid not null references account (id) on delete cascade,
    tenant_id uuid not null,
    region text not null,
    kind text not null,
    state text not null default 'unknown' check (state in ('idle', 'running', 'held', 'failed', 'unknown')),
    -- The lane in which a run is wanted before the timer's turn; null when it is not.
    wanted text check (wanted in ('user', 'event')),
    last_run_at timestamptz,
    last_success_at timestamptz,
    error jsonb,
    -- How many things the last complete listing lost without a person's word, and how many of those a person said to keep.
    missing integer not null default 0,
    kept integer not null default 0,
    primary key (account_id, region, kind)
);
select yunqiao_protect('sync_unit');

-- What a dry run proposed, until it is executed or too old; the fingerprint is the state of the graph that it stood on.
create table resource_plan (
    id uuid primary key,
    tenant_id uuid not null,
    principal_id uuid not null,
    intent jsonb not null,
    fingerprint jsonb not null,
    plan jsonb not null,
    expires_at timestamptz not null
);
create index resource_plan_expiry on resource_plan (expires_at);
select yunqiao_protect('resource_plan');

-- Tickets of byte streams: good for one use within seconds, on any node. Only the hash of a ticket is kept.
create table stream_ticket (
    hash bytea primary key,
    tenant_id uuid not null,
    principal_id uuid not null,
    resource_id uuid not null,
    account_id uuid not null,
    verb text not null,
    input jsonb not null,
    expires_at timestamptz not null
);
create index stream_ticket_expiry on stream_ticket (expires_at);
select yunqiao_protect('stream_ticket');
