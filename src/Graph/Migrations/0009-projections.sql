-- Tags and searchable values are projections of their resource: written and taken away with it, under its lock. To look the
-- resource up again for every one of their rows was a sixth of what PostgreSQL does for a first listing.
alter table resource_tag drop constraint resource_tag_resource_id_fkey;
alter table resource_value drop constraint resource_value_resource_id_fkey;
