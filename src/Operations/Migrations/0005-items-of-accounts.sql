-- Whose thing it is: so many of one account are on their way at a time.
alter table operation_item add column account_id uuid;
