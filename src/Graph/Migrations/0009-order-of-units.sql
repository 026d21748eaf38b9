-- The name behind the unit: a list of an account, a region or a cloud is then met in its order unit by unit.
drop index resource_by_unit;
create index resource_by_unit on resource (account_id, kind, region, lower(name) collate "C", id);
