-- Tenants form a tree with one root: the tenant of the installation itself.
create table tenant (
    id uuid primary key,
    -- A tenant is visible to itself and to those above it.
    tenant_id uuid generated always as (id) stored,
    parent_id uuid references tenant (id),
    slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    name text not null,
    -- The slugs from the root down, joined by slashes: the order of lists.
    path text not null unique,
    created_at timestamptz not null
);
create unique index tenant_root on tenant ((parent_id is null)) where parent_id is null;
create index tenant_parent on tenant (parent_id);
select yunqiao_protect('tenant');

create table project (
    id uuid primary key,
    tenant_id uuid not null references tenant (id),
    slug text not null check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    name text not null,
    created_at timestamptz not null,
    unique (tenant_id, slug)
);
select yunqiao_protect('project');

create table principal (
    id uuid primary key,
    tenant_id uuid not null references tenant (id),
    name text not null,
    display_name text not null,
    password_hash text not null,
    -- Changes with the password; what was issued under another stamp is no longer valid.
    security_stamp uuid not null,
    disabled boolean not null default false,
    language text,
    theme text,
    created_at timestamptz not null,
    last_sign_in_at timestamptz
);
-- One name is one person in the whole installation, however it is capitalised.
create unique index principal_name on principal (lower(name));
create index principal_tenant on principal (tenant_id, id);
select yunqiao_protect('principal');

create table role_binding (
    principal_id uuid not null references principal (id) on delete cascade,
    tenant_id uuid not null references tenant (id),
    role text not null check (role in ('administrator', 'operator', 'viewer')),
    primary key (principal_id, tenant_id)
);
select yunqiao_protect('role_binding');

create table session (
    id uuid primary key,
    tenant_id uuid not null references tenant (id),
    principal_id uuid not null references principal (id) on delete cascade,
    -- SHA-256 of the token; the token itself is known to its bearer alone.
    token_hash bytea not null unique,
    security_stamp uuid not null,
    address text,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    -- However much it is used, it ends here.
    ends_at timestamptz not null,
    revoked_at timestamptz
);
create index session_principal on session (principal_id);
create index session_expiry on session (expires_at);
select yunqiao_protect('session');

create table api_token (
    id uuid primary key,
    tenant_id uuid not null references tenant (id),
    principal_id uuid not null references principal (id) on delete cascade,
    name text not null,
    token_hash bytea not null unique,
    permissions text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);
create index api_token_principal on api_token (principal_id, id);
select yunqiao_protect('api_token');

-- Failed sign-ins by user name, by address and by both; every node counts here.
create table sign_in_throttle (
    key text primary key,
    failures integer not null,
    last_failure_at timestamptz not null,
    locked_until timestamptz
);
create index sign_in_throttle_age on sign_in_throttle (last_failure_at);
select yunqiao_share('sign_in_throttle');

create table audit_entry (
    id uuid primary key,
    tenant_id uuid not null,
    at timestamptz not null,
    principal_id uuid,
    principal_name text not null,
    action text not null,
    target text,
    target_name text,
    outcome text not null check (outcome in ('succeeded', 'failed', 'denied')),
    code text,
    address text,
    trace text,
    detail jsonb
);
create index audit_entry_order on audit_entry (tenant_id, id desc);
select yunqiao_protect('audit_entry');
-- Append-only for the server itself too.
do $$
begin
    execute format('revoke update, delete on audit_entry from %I', current_database() || '_app');
end
$$;
