comment on table resource_plan is 'transient: valid for an hour';
comment on table stream_ticket is 'transient: valid for a minute';
