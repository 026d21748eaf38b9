-- Accounts that were connected before the graph knew their names.
insert into account_name (account_id, tenant_id, name) select id, tenant_id, name from account on conflict do nothing;
