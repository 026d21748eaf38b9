-- Tables whose rows mean nothing in another database or an hour later say so in their comment; a backup leaves them out.
comment on table outbox_event is 'transient: positions belong to the transactions of one database';
comment on table outbox_trim is 'transient: goes with the events';
