-- Taking every new entry into a trigram index at once was nearly half of the cost of a first listing. Entries wait in a list
-- and are taken over together; the list stays so short that a search, which reads all of it, does not feel it.
alter index resource_search set (fastupdate = on, gin_pending_list_limit = 256);
alter index resource_value_search set (fastupdate = on, gin_pending_list_limit = 256);
