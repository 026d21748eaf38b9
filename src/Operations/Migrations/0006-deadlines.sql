-- When it has failed unless it has ended: a moment after it was asked for, or asked for again; null for none.
alter table operation add column deadline_at timestamptz;
