using System.Text.Json.Nodes;
using Yunqiao.Graph.Resources;
using Yunqiao.Inventory.Accounts;
using Yunqiao.Inventory.Recycling;
using Yunqiao.Inventory.Sync;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Kernel.Observations;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Commands;

/// <summary>Decides whether what is asked of a resource can be done at all; pure.</summary>
internal static class CommandChecks
{
    private const string Stop = "stop";

    /// <summary>Verbs that are not started as an action: they have their own ways.</summary>
    private static readonly string[] OwnWays = [ResourceCommand.Create, ResourceCommand.Destroy, "exec", "logs"];

    /// <summary>Whether a verb can be run on many: what opens a stream or creates cannot.</summary>
    internal static bool IsForMany(string verb) => verb == ResourceCommand.Destroy || !OwnWays.Contains(verb);

    /// <summary>A checked command that creates, or all that is wrong with it.</summary>
    internal static Result<ResourceCommand> Create(CreateResourceRequest request, Kind kind, ProviderManifest manifest, Account account)
    {
        if (kind.Action(ResourceCommand.Create) is not { } action || manifest.Find(kind.Id, ResourceCommand.Create) is not { } row)
        {
            return Unsupported(manifest, ResourceCommand.Create, kind);
        }

        var (input, inputErrors) = AttributeValidator.Validate(action.Inputs, request.Attributes ?? [], "/attributes");
        List<FieldError> errors = [.. TagRules.CheckName(request.Name, row.Name), .. TagRules.Check(request.Tags), .. inputErrors];
        var region = row.Scope == ActionScope.Global ? SyncSchedule.Global : request.Region;
        if (string.IsNullOrEmpty(region) || (row.Scope == ActionScope.Region && account.Regions.Length > 0 && !account.Regions.Contains(region)))
        {
            errors.Add(new("/region", "unknown", new("It must be a region of the account.", "必须是该账号的地域。")));
        }
        else if (row.Scope == ActionScope.Global && request.Region is not (null or "" or SyncSchedule.Global))
        {
            errors.Add(new("/region", "unknown", new("This kind has no regions here; leave it out.", "此类资源不区分地域，请留空。")));
        }

        return errors.Count > 0
            ? AccountValidator.Invalid(errors)
            : new ResourceCommand(ResourceCommand.Create, kind.Id, region!, request.Name!)
            {
                Zone = request.Zone,
                Input = input,
                Tags = request.Tags ?? new Dictionary<string, string>(),
            };
    }

    /// <summary>A checked command on a resource, or why it cannot be.</summary>
    internal static Result<ResourceCommand> Act(Resource resource, string verb, JsonObject body, Kind kind, ProviderManifest manifest) =>
        OwnWays.Contains(verb) ? Unsupported(manifest, verb, kind) : Check(resource, verb, body, kind, manifest);

    /// <summary>Whether a resource is already what a verb makes of it, so that the verb is neither possible nor needed.</summary>
    internal static bool IsSoAlready(Resource resource, string verb, Kind kind) =>
        ObservedVerdict.WantedPower(verb) is { } wanted && resource.Power == wanted
        && kind.Action(verb)?.From is { Count: > 0 } from && !from.Contains(resource.Lifecycle);

    /// <summary>A checked command that destroys or opens a stream, or why it cannot be.</summary>
    internal static Result<ResourceCommand> Check(Resource resource, string verb, JsonObject body, Kind kind, ProviderManifest manifest)
    {
        if (kind.Action(verb) is not { } action || manifest.Find(kind.Id, verb) is null)
        {
            return Unsupported(manifest, verb, kind);
        }

        if (resource.ExternalId.Length == 0)
        {
            return ResourceProblems.NotThere.With(("name", resource.Name));
        }

        if (action.From.Count > 0 && !action.From.Contains(resource.Lifecycle))
        {
            return ResourceProblems.WrongLifecycle.With(
                ("name", resource.Name), ("lifecycle", resource.Lifecycle), ("verb", verb), ("allowed", string.Join(", ", action.From)));
        }

        var (input, errors) = AttributeValidator.Validate(action.Inputs, body);
        return errors.Count > 0
            ? AccountValidator.Invalid(errors)
            : new ResourceCommand(verb, kind.Id, resource.Region, resource.Name) { ExternalId = resource.ExternalId, Input = input };
    }

    /// <summary>A checked command that stops a resource and moves it into the recycle bin, or why it cannot be.</summary>
    internal static Result<ResourceCommand> Recycle(Resource resource, int? retentionDays, Kind kind, ProviderManifest manifest)
    {
        if (retentionDays is < 1 or > RecycleBin.MostDays)
        {
            return RetentionInvalid();
        }

        if (kind.Action(Stop) is null || manifest.Find(kind.Id, Stop) is null || manifest.Find(kind.Id, ResourceCommand.Destroy) is null)
        {
            return ResourceProblems.RecycleUnsupported.With(("provider", manifest.Name), ("kind", kind.Id));
        }

        var wasOn = resource.Power != Power.Off;
        return (wasOn ? Check(resource, Stop, [], kind, manifest) : Check(resource, ResourceCommand.Destroy, [], kind, manifest)).Ok(out var command, out var problem)
            ? command with
            {
                Verb = ResourceCommand.Recycle,
                Input = new JsonObject { [RecycleResource.WasOn] = wasOn, [RecycleResource.RetentionDays] = retentionDays ?? RecycleBin.DefaultDays },
            }
            : problem;
    }

    /// <summary>What is wrong with the inputs of recycling many; null when nothing is.</summary>
    internal static Problem? RetentionOf(JsonObject inputs) =>
        inputs.All(input => input.Key == RecycleResource.RetentionDays)
        && (inputs.Count == 0 || (inputs[RecycleResource.RetentionDays] is JsonValue value && value.TryGetValue<int>(out var days) && days is >= 1 and <= RecycleBin.MostDays))
            ? null
            : RetentionInvalid();

    private static Problem RetentionInvalid() =>
        RecycleProblems.RetentionInvalid.With(("limit", RecycleBin.MostDays.ToString()), ("default", RecycleBin.DefaultDays.ToString()));

    private static Problem Unsupported(ProviderManifest manifest, string verb, Kind kind) =>
        ResourceProblems.VerbUnsupported.With(("provider", manifest.Name), ("verb", verb), ("kind", kind.Id));
}
