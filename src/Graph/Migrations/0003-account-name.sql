-- What people call the accounts of the graph, so that queries can say it. Kept by those who keep the accounts.
create table account_name (
    account_id uuid primary key,
    tenant_id uuid not null,
    name text not null
);
create index account_name_by_tenant on account_name (tenant_id, lower(name));
select yunqiao_protect('account_name');
select yunqiao_searchable('account_name');
