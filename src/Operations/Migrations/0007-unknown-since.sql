-- Since when only servers have met it that do not know its kind or version; null once one does.
alter table operation add column unknown_since timestamptz;

-- What needs attention is counted every few seconds; it is few among very many.
create index operation_attention on operation (id) where state = 'needsAttention';
