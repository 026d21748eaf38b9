-- Our own protection against being destroyed through us, beside the one that some clouds keep in an attribute.
alter table resource add column deletion_protection boolean not null default false;
