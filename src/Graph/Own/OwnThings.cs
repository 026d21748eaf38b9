using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Kernel.Observations;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Own;

/// <summary>
/// Things of kinds that tenants defined. No cloud has them: a person writes them down, and what is written enters the graph as
/// an observation that the tenant itself makes, so that history, tags, search and counts are the same as for everything else.
/// </summary>
public sealed class OwnThings(Database database, KindRegistry kinds, ObservationMerge merge, ResourceStore resources, TimeProvider clock)
{
    private const string Provider = "own";
    private const string Region = "global";

    /// <summary>Writes down a new thing; its state is the first of the kind's lifecycle. With the key of an earlier call, that one's thing.</summary>
    /// <param name="caller">Who writes.</param>
    /// <param name="kindId">A kind that a tenant defined.</param>
    /// <param name="draft">What is written.</param>
    /// <param name="idempotencyKey">What the caller sent as Idempotency-Key.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Resource>> CreateAsync(Caller caller, string kindId, OwnDraft draft, string? idempotencyKey, CancellationToken ct)
    {
        if (!Check(caller, kindId, draft).Ok(out var attributes, out var problem))
        {
            return problem;
        }

        var scope = caller.Scope;
        var unit = new MergeUnit(scope.Tenant, new AccountId(scope.Tenant.Value), Provider, kindId, Region, false);
        var externalId = idempotencyKey is null ? Guid.CreateVersion7(clock.GetUtcNow()).ToString() : KeyedId(caller, idempotencyKey);
        var written = await database.TransactAsync<Result<ResourceId>>(
            scope,
            async session =>
            {
                await LockAsync(session, kindId, unit.Account, ct);
                if (await OwnStore.FindAsync(session, unit, externalId, ct) is { } earlier)
                {
                    return earlier;
                }

                if (kinds.Find(scope, kindId) is not { } kind)
                {
                    return KernelProblems.NotFound.With(("noun", "kind"), ("id", kindId));
                }

                var observation = new Observation(kindId, Region, externalId, draft.Name)
                {
                    Lifecycle = kind.Lifecycle[0].Value,
                    Attributes = attributes,
                    Tags = draft.Tags,
                };
                return await WriteAsync(session, caller, unit, null, kind, observation, ct);
            },
            ct);
        return written.Ok(out var id, out problem) && await resources.GetAsync(scope, id, ct) is { } resource
            ? resource
            : problem ?? KernelProblems.NotFound.With(("noun", "resource"), ("id", ""));
    }

    /// <summary>What is wrong with a draft, or its attributes with the defaults filled in; writes nothing.</summary>
    public Result<JsonObject> Check(Caller caller, string kindId, OwnDraft draft) =>
        kinds.IsOwn(kindId) && kinds.Find(caller.Scope, kindId) is { } kind
            ? Check(kind, draft.Attributes)
            : KernelProblems.NotFound.With(("noun", "kind"), ("id", kindId));

    /// <summary>Changes attributes and state of a thing: null takes an attribute away, what is not named stays.</summary>
    public async Task<Result<Unit>> ChangeAsync(
        Caller caller, ResourceId id, JsonObject? attributes, string? lifecycle, CancellationToken ct)
    {
        var outcome = await database.TransactAsync<Problem?>(
            caller.Scope,
            async session =>
            {
                if (await OwnStore.ReadAsync(session, id, ct) is not { } seen)
                {
                    return KernelProblems.NotFound.With(("noun", "resource"), ("id", id.ToString()));
                }

                await LockAsync(session, seen.Kind, seen.AccountId, ct);
                if (await OwnStore.ReadAsync(session, id, ct) is not { } known || !kinds.IsOwn(known.Kind) || kinds.Find(known.Kind) is not { } kind)
                {
                    return OwnProblems.Observed.With(("kind", seen.Kind));
                }

                if (lifecycle is not null && kind.Lifecycle.All(value => value.Value != lifecycle))
                {
                    var words = string.Join(", ", kind.Lifecycle.Select(value => value.Value));
                    return Invalid([new("/lifecycle", "enum", new($"One of: {words}.", $"可选值：{words}。"))]);
                }

                if (!Check(kind, Overlay(known.Attributes, attributes ?? [])).Ok(out var whole, out var problem))
                {
                    return problem;
                }

                var observation = new Observation(known.Kind, known.Region, known.ExternalId, known.ObservedName ?? known.Name)
                {
                    Lifecycle = lifecycle ?? known.Lifecycle,
                    Attributes = whole,
                    Tags = TagObject.Read(known.ObservedTags),
                };
                return (await WriteAsync(session, caller, known.Unit(), id, kind, observation, ct)).Problem;
            },
            ct);
        return outcome is null ? default(Unit) : outcome;
    }

    /// <summary>Crosses a thing out; its history stays.</summary>
    public async Task<bool> DeleteAsync(Caller caller, ResourceId id, CancellationToken ct) =>
        await database.TransactAsync(
            caller.Scope, session => resources.RemoveOwnAsync(session, id, MergeCause.Person(caller), ct), ct);

    private async Task<Result<ResourceId>> WriteAsync(
        DbSession session, Caller caller, MergeUnit unit, ResourceId? known, Kind kind, Observation observation, CancellationToken ct)
    {
        if (await UniqueValueStore.TakenAsync(session, unit, known, kind, observation.Attributes, ct) is { } taken)
        {
            return KindProblems.NotUnique.With(("kind", kind.Id), ("attribute", taken)) with
            {
                Errors = [new($"/attributes/{taken}", "unique", new("Another thing has this value.", "另一个对象已使用该值。"))],
            };
        }

        var outcome = await merge.MergeAsync(session, unit, [observation], MergeCause.Person(caller), ct);
        var id = outcome.ResourcesByExternalId[observation.ExternalId];
        await UniqueValueStore.ClaimAsync(session, unit, id, kind, observation.Attributes, ct);
        return id;
    }

    private static Result<JsonObject> Check(Kind kind, JsonObject attributes)
    {
        var (whole, errors) = AttributeValidator.Validate(kind.Attributes, attributes, "/attributes");
        var computed = kind.Attributes.Where(attribute => attribute.Computed && attributes.ContainsKey(attribute.Name))
            .Select(attribute => new FieldError($"/attributes/{attribute.Name}", "computed", new("It is computed; leave it out.", "该属性自动计算，请勿填写。")));
        FieldError[] all = [.. errors, .. computed];
        return all.Length == 0 ? whole : Invalid(all);
    }

    private static Problem Invalid(IReadOnlyList<FieldError> errors) =>
        KernelProblems.Invalid.With(("summary", errors[0].Detail.En)) with { Errors = errors };

    private static JsonObject Overlay(JsonObject known, JsonObject changes)
    {
        var whole = known.DeepClone().AsObject();
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                whole.Remove(name);
            }
            else
            {
                whole[name] = value.DeepClone();
            }
        }

        return whole;
    }

    /// <summary>Nobody changes the kind, and nobody else writes things of the tenant, until the transaction ends.</summary>
    private static async Task LockAsync(DbSession session, string kind, AccountId account, CancellationToken ct)
    {
        await OwnKindStore.LockSharedAsync(session, kind, ct);
        await AccountLock.TakeAsync(session, account, ct);
    }

    private static string KeyedId(Caller caller, string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Principal}\n{key}")))[..32];
}

/// <summary>A thing to write down.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">By the names of the kind.</param>
/// <param name="Tags">Its tags.</param>
public sealed record OwnDraft(string Name, JsonObject Attributes, IReadOnlyDictionary<string, string> Tags);
