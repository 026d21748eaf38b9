-- Queries name tenants and projects; the graph, which stands below, keeps the names for them.
create function tenancy_keep_tenant_name() returns trigger language plpgsql as
$$
begin
    if tg_op = 'DELETE' then
        delete from tenant_name where tenant_id = old.id;
    else
        insert into tenant_name (tenant_id, slug, name) values (new.id, new.slug, new.name)
        on conflict (tenant_id) do update set slug = excluded.slug, name = excluded.name;
    end if;
    return null;
end
$$;
create trigger keep_name after insert or update of slug, name or delete on tenant
    for each row execute function tenancy_keep_tenant_name();

create function tenancy_keep_project_name() returns trigger language plpgsql as
$$
begin
    if tg_op = 'DELETE' then
        delete from project_name where project_id = old.id;
    else
        insert into project_name (project_id, tenant_id, slug, name) values (new.id, new.tenant_id, new.slug, new.name)
        on conflict (project_id) do update set slug = excluded.slug, name = excluded.name;
    end if;
    return null;
end
$$;
create trigger keep_name after insert or update of slug, name or delete on project
    for each row execute function tenancy_keep_project_name();

insert into tenant_name (tenant_id, slug, name) select id, slug, name from tenant on conflict do nothing;
insert into project_name (project_id, tenant_id, slug, name) select id, tenant_id, slug, name from project on conflict do nothing;
