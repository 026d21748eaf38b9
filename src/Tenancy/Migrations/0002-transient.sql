comment on table session is 'transient: people sign in again after a restore';
comment on table sign_in_throttle is 'transient: counts of the last minutes';
