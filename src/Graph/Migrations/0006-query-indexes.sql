-- What people call tenants and projects, so that queries can say it. Kept by triggers of the tables that define them.
create table tenant_name (
    tenant_id uuid primary key,
    slug text not null,
    name text not null
);
create index tenant_name_by_slug on tenant_name (lower(slug));
select yunqiao_protect('tenant_name');
select yunqiao_searchable('tenant_name');

create table project_name (
    project_id uuid primary key,
    tenant_id uuid not null,
    slug text not null,
    name text not null
);
create index project_name_by_slug on project_name (tenant_id, lower(slug));
select yunqiao_protect('project_name');
select yunqiao_searchable('project_name');

-- Text in the order of code points: the same on every server, whatever its locale and the version of its C library, and the
-- only order in which a B-tree serves the beginning of a text. These take the place of the indexes of the same names.
drop index resource_by_name;
create index resource_by_name on resource (tenant_id, lower(name) collate "C", id);
drop index resource_by_kind;
create index resource_by_kind on resource (tenant_id, kind, lower(name) collate "C", id);
drop index resource_tag_by_value;
create index resource_tag_by_value on resource_tag (tenant_id, key, value collate "C", resource_id);
drop index resource_value_by_text;
create index resource_value_by_text on resource_value (tenant_id, key, text_value collate "C", resource_id) where text_value is not null;

-- A state is looked for in all kinds more often than in one, and lists are sorted by it; with a kind the counters narrow it.
drop index resource_by_lifecycle;
create index resource_by_lifecycle on resource (tenant_id, lifecycle, lower(name) collate "C", id);

-- Small: few values, each kept once per page. They change only with what is indexed already. The cloud's own word for the
-- state has none on purpose: some clouds count seconds in it, and every count would write all indexes of the row.
create index resource_by_zone on resource (tenant_id, zone) where zone is not null;
create index resource_by_power on resource (tenant_id, power);
create index resource_by_project on resource (project_id) where project_id is not null;
create index resource_simulated on resource (tenant_id) where simulated;

-- A value says nothing without its key: the planner must know how often they come together. Costs nothing but ANALYZE.
create statistics resource_tag_pair (mcv, ndistinct) on key, value from resource_tag;
create statistics resource_value_text_pair (mcv, ndistinct) on key, text_value from resource_value;
create statistics resource_value_number_pair (mcv, ndistinct) on key, number_value from resource_value;
alter statistics resource_tag_pair set statistics 1000;
alter statistics resource_value_text_pair set statistics 1000;
alter statistics resource_value_number_pair set statistics 1000;

-- A restore fills the tables that the names come from, and their triggers these.
comment on table tenant_name is 'transient: kept by triggers of tenant';
comment on table project_name is 'transient: kept by triggers of project';
