-- Tags and searchable values are projections of their resource: written and taken away with it, under its lock. To look the
-- resource up again cost some 8 microseconds for every one of their rows, of which a first listing writes six to a resource.
alter table resource_tag drop constraint resource_tag_resource_id_fkey;
alter table resource_value drop constraint resource_value_resource_id_fkey;
