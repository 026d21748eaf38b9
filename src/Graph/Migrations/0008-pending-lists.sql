-- To take every new entry into a trigram index alone was nearly half of the cost of a first listing. Entries now wait in a list of
-- the index, and whoever has written many has them taken in together before its transaction ends: a search reads all of the
-- list, so it must find it short.
alter index resource_search set (fastupdate = on);
alter index resource_value_search set (fastupdate = on);

create function graph_take_in_pending() returns void
language sql security definer set search_path = public, pg_temp as
$$ select gin_clean_pending_list('resource_search'), gin_clean_pending_list('resource_value_search') $$;

revoke execute on function graph_take_in_pending() from public;
do $$
begin
    execute format('grant execute on function graph_take_in_pending() to %I', current_database() || '_app');
end
$$;
