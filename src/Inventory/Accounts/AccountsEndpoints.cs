using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Inventory.Sync;
using Yunqiao.Kernel;
using Yunqiao.Tenancy.Audit;

namespace Yunqiao.Inventory.Accounts;

internal static class AccountsEndpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("Accounts");
        accounts.MapGet("", ListAsync)
            .WithName("listAccounts").WithSummary("Accounts by name")
            .WithMetadata(EndpointAccess.Read(Permission.AccountsRead)).Produces<Page<AccountView>>();
        accounts.MapGet("/suggestions", SuggestAsync)
            .WithName("suggestAccounts").WithSummary("What is near and could be connected")
            .WithMetadata(EndpointAccess.Read(Permission.AccountsManage)).Produces<Page<AccountSuggestion>>();
        accounts.MapGet("/{id}", GetAsync)
            .WithName("getAccount").WithSummary("One account")
            .WithMetadata(EndpointAccess.Read(Permission.AccountsRead)).Produces<AccountView>();
        accounts.MapPost("", CreateAsync)
            .WithName("createAccount").WithSummary("Connect an account; its first sync starts at once")
            .WithMetadata(EndpointAccess.Mutation(Permission.AccountsManage, "account.connect"), new SuccessStatus(201))
            .Produces<AccountView>(201);
        accounts.MapPost("/test", TestNewAsync)
            .WithName("testConnection").WithSummary("Try a connection without keeping it")
            .WithMetadata(EndpointAccess.Mutation(Permission.AccountsManage, "account.test")).Produces<AccountTest>();
        accounts.MapPost("/{id}/test", TestAsync)
            .WithName("testAccount").WithSummary("Try an account")
            .WithMetadata(EndpointAccess.Mutation(Permission.AccountsManage, "account.test")).Produces<AccountTest>();
        accounts.MapPatch("/{id}", UpdateAsync)
            .WithName("updateAccount").WithSummary("Change an account")
            .WithMetadata(EndpointAccess.Mutation(Permission.AccountsManage, "account.change")).Produces<AccountView>();
        accounts.MapPost("/{id}/sync", SyncAsync)
            .WithName("syncAccount").WithSummary("Look at everything in an account now")
            .WithMetadata(EndpointAccess.Mutation(Permission.AccountsManage, "account.sync"), new SuccessStatus(202))
            .Produces<AccountView>(202);
        accounts.MapPost("/{id}/units/release", ReleaseAsync)
            .WithName("releaseUnit").WithSummary("Say whether what a unit holds back is really gone")
            .WithMetadata(EndpointAccess.Mutation(Permission.AccountsManage, "account.release")).Produces<AccountView>();
        accounts.MapDelete("/{id}", ForgetAsync)
            .WithName("forgetAccount").WithSummary("Stop managing an account; nothing at the cloud is touched")
            .WithMetadata(EndpointAccess.Mutation(Permission.AccountsManage, "account.forget")).Produces<AccountForgotten>();
    }

    private static async Task<Result<Page<AccountView>>> ListAsync(
        Caller caller, AccountRegistry registry, int? limit, string? cursor, CancellationToken ct) =>
        PageRequest.From(limit, cursor).Ok(out var page, out var problem) ? await registry.ListAsync(caller, page, ct) : problem;

    private static async Task<Result<Page<AccountSuggestion>>> SuggestAsync(Caller caller, LocalDocker docker, CancellationToken ct) =>
        new Page<AccountSuggestion>(await docker.SuggestAsync(caller, ct), null);

    private static async Task<Result<AccountView>> GetAsync(Caller caller, AccountRegistry registry, string id, CancellationToken ct) =>
        AccountId.TryParse(id, out var account) ? await registry.GetAsync(caller, account, ct) : Unknown(id);

    private static async Task<Result<AccountView>> CreateAsync(
        Caller caller, AccountRegistry registry, AuditNote audit, CreateAccountRequest request, CancellationToken ct)
    {
        audit.TargetName = request.Name;
        var created = await registry.CreateAsync(caller, request, ct);
        audit.Target = created.Ok(out var account, out _) ? account.Id.ToString() : null;
        return created;
    }

    private static Task<Result<AccountTest>> TestNewAsync(
        Caller caller, AccountTester tester, TestAccountRequest request, CancellationToken ct) => tester.TestAsync(caller, request, ct);

    private static async Task<Result<AccountTest>> TestAsync(Caller caller, AccountTester tester, string id, CancellationToken ct) =>
        AccountId.TryParse(id, out var account) ? await tester.TestAsync(caller, account, ct) : Unknown(id);

    private static async Task<Result<AccountView>> UpdateAsync(
        Caller caller, AccountRegistry registry, string id, UpdateAccountRequest request, CancellationToken ct) =>
        AccountId.TryParse(id, out var account) ? await registry.UpdateAsync(caller, account, request, ct) : Unknown(id);

    private static async Task<Result<AccountView>> SyncAsync(Caller caller, AccountRegistry registry, string id, CancellationToken ct) =>
        AccountId.TryParse(id, out var account) ? await registry.SyncAsync(caller, account, ct) : Unknown(id);

    // A kind holds a slash, so region and kind travel in the query.
    private static async Task<Result<AccountView>> ReleaseAsync(
        Caller caller, HeldUnits held, string id, string region, string kind, ReleaseUnitRequest request, CancellationToken ct) =>
        AccountId.TryParse(id, out var account) ? await held.ReleaseAsync(caller, account, region, kind, request, ct) : Unknown(id);

    private static async Task<Result<AccountForgotten>> ForgetAsync(
        Caller caller, AccountRegistry registry, string id, string? mode, CancellationToken ct) =>
        (mode, AccountId.TryParse(id, out var account)) switch
        {
            (_, false) => Unknown(id),
            ("forget", _) => await registry.ForgetAsync(caller, account, ct),
            _ => AccountProblems.ModeUnsupported.With(("mode", mode ?? "")),
        };

    private static Problem Unknown(string id) => KernelProblems.NotFound.With(("noun", "account"), ("id", id));
}
