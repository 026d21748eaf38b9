using Yunqiao.Inventory.Accounts;
using Yunqiao.Kernel;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Commands;

/// <summary>Asks the cloud, without changing anything, whether a creation would go well.</summary>
internal sealed class CreationRehearsal(AccountConnections connections)
{
    private const string NameTaken = "name.taken";

    /// <summary>
    /// What a person should know first, or what it would certainly fail with. A cloud that does not answer now is a warning: the
    /// operation itself waits for it.
    /// </summary>
    internal async Task<Result<IReadOnlyList<LocalizedText>>> RehearseAsync(Account account, ResourceCommand command, CancellationToken ct)
    {
        if (!(await connections.OpenAsync(account, CallLane.User, ct)).Ok(out var client, out var problem))
        {
            return problem.Type.Retryable ? new[] { NotAsked(problem) } : problem;
        }

        try
        {
            return (await client.RehearseAsync(RequestOf(command), ct)).ToArray();
        }
        catch (ProviderException fault)
        {
            return fault.IsRetryable ? new[] { NotAsked(ProviderProblems.From(fault)) } : ProblemOf(fault);
        }
    }

    /// <summary>The same for an operation that runs: what it would certainly fail with fails it before anything is made.</summary>
    internal static async Task CheckAsync(StepTarget target, CancellationToken ct) =>
        await target.Client.RehearseAsync(RequestOf(target.Command), ct);

    private static CreateRequest RequestOf(ResourceCommand command) =>
        new(command.Kind, command.Region, command.Zone, command.Name, command.Input, command.Tags, "");

    private static Problem ProblemOf(ProviderException fault)
    {
        var problem = ProviderProblems.From(fault);
        return fault.VendorCode == NameTaken
            ? problem with { Errors = [new FieldError("/name", "taken", new("This name is taken.", "该名称已被使用。"))] }
            : problem;
    }

    private static LocalizedText NotAsked(Problem problem) => new(
        "The cloud could not be asked whether this would go well. " + problem.DetailIn(Language.English),
        "未能向云端确认此操作能否成功。" + problem.DetailIn(Language.Chinese));
}
