-- Things that were recycled: stopped, out of the graph, still at the cloud until purge_at.
create table recycle_bin (
    id uuid primary key,
    tenant_id uuid not null,
    account_id uuid not null references account (id) on delete cascade,
    provider text not null,
    kind text not null,
    region text not null,
    external_id text not null,
    name text not null,
    recycled_at timestamptz not null,
    recycled_by uuid not null,
    recycled_by_name text not null,
    purge_at timestamptz not null
);
create index recycle_bin_by_purge on recycle_bin (purge_at);
create index recycle_bin_by_tenant on recycle_bin (tenant_id, id);
select yunqiao_protect('recycle_bin');
