-- Since when only servers have met it that do not know its kind or version; null once one does.
alter table operation add column unknown_since timestamptz;
