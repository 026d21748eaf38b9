-- A person gave it up while it needed attention: what it left at the cloud was not taken back, so it is not tried again.
alter table operation add column abandoned boolean not null default false;
