-- Whatever waits is found without its firing and gets a new one; timers are made by what they serve.
do $$
declare
    scheduler text;
begin
    for scheduler in select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname like 'qrtz\_%' loop
        execute format('comment on table %I is %L', scheduler, 'transient: the schedule of the servers that are up');
    end loop;
end
$$;
