-- What is left of the API budgets that all servers share. Unlogged: after a crash of the database every budget is full again,
-- and the cloud's own throttling corrects that.
create unlogged table api_budget (
    account_id uuid not null references account (id) on delete cascade,
    api text not null,
    tokens double precision not null,
    at timestamptz not null,
    -- The share of the published refill that is used.
    speed double precision not null,
    paused_until timestamptz not null,
    primary key (account_id, api)
);
select yunqiao_share('api_budget');
