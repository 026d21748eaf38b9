using Yunqiao.Graph.Changes;
using Yunqiao.Graph.Joining;
using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Storage;

namespace Yunqiao.Graph.Resources;

/// <summary>Resources that were asked for and that the cloud does not know yet.</summary>
internal static class PlaceholderStore
{
    internal static async Task<ResourceId> AddAsync(
        DbSession session, MergeUnit unit, Kind? kind, Placeholder placeholder, MergeCause cause, TimeProvider clock, CancellationToken ct)
    {
        var batch = new MergeBatch(unit, kind, cause, session.Now, clock);
        var id = batch.Add(placeholder);
        await AccountLock.TakeAsync(session, unit.Account, ct);
        await MergeStore.WriteAsync(session, batch, ct);
        await ChangeStore.AppendAsync(session, batch.Changes, ct);
        session.Publish(GraphEvents.ResourceChanged(unit.Tenant, id, unit.Kind, unit.Account, "created"));
        return id;
    }

    internal static async Task<bool> BindAsync(
        DbSession session, ResourceId id, MergeUnit unit, Kind? kind, string externalId, MergeCause cause, TimeProvider clock, CancellationToken ct)
    {
        await AccountLock.TakeAsync(session, unit.Account, ct);
        if (await OwnStore.ReadAsync(session, id, ct) is not { } known)
        {
            return false;
        }

        if (known.ExternalId == externalId)
        {
            return true;
        }

        if (known.ExternalId.Length > 0)
        {
            throw new InvalidOperationException($"Resource {id} is bound to another thing already.");
        }

        var key = new { account = unit.Account, kind = unit.Kind, region = unit.Region, externalId };
        var twins = await session.QueryAsync<ResourceId>(
            "select resource_id from record where account_id = @account and kind = @kind and region = @region and external_id = @externalId",
            key,
            ct);
        await JoinStore.LockAsync(session, [id, .. twins], ct);
        var shared = await JoinStore.SharedAsync(session, unit.Account, unit.Kind, unit.Region, [externalId], ct);
        if (shared.Count > 0 && await new ResourceUnion(kind, cause, clock).DetachAsync(session, shared[0], ct))
        {
            // A sync was faster and other accounts know the thing too: what identifies it makes them one again when it is observed.
            twins = [];
        }

        if (twins.Count == 0)
        {
            await BindNewAsync(session, known, unit, externalId, clock, ct);
        }
        else
        {
            await AbsorbAsync(session, known, twins[0], ct);
            session.Publish(GraphEvents.ResourceChanged(unit.Tenant, twins[0], unit.Kind, unit.Account, "deleted"));
        }

        await OwnStore.AppendAsync(session, known, known.Name, [new FieldChange("externalId", null, externalId)], cause, clock, ct);
        session.Publish(GraphEvents.ResourceChanged(unit.Tenant, id, unit.Kind, unit.Account, "changed"));
        return true;
    }

    /// <summary>The first to know the thing: the record is empty until it is observed.</summary>
    private static async Task BindNewAsync(
        DbSession session, OwnState known, MergeUnit unit, string externalId, TimeProvider clock, CancellationToken ct)
    {
        await session.ExecuteAsync(
            """
            insert into record (id, tenant_id, account_id, kind, region, external_id, resource_id, content_hash, name, observed, observed_at)
            values (@record, @tenant, @account, @kind, @region, @externalId, @id, '', @name, '{}', @now)
            """,
            new
            {
                record = TypedId.New<RecordId>(clock),
                tenant = unit.Tenant,
                account = unit.Account,
                kind = unit.Kind,
                region = unit.Region,
                externalId,
                id = known.Id,
                name = known.Name,
                now = session.Now,
            },
            ct);
        await session.ExecuteAsync(
            "update resource set external_id = @externalId, search_text = @searchText where id = @id",
            new { id = known.Id, externalId, searchText = Projection.SearchText(known.Name, externalId, known.Attributes) },
            ct);
        await MergeStore.ResolveAsync(session, unit, [externalId], ct);
    }

    /// <summary>A sync was faster and made a resource of its own: the placeholder takes over all that it has, history included.</summary>
    private static async Task AbsorbAsync(DbSession session, OwnState known, ResourceId twin, CancellationToken ct)
    {
        var pair = new { id = known.Id, twin };
        string[] statements =
        [
            """
            update resource set
                external_id = twin.external_id, name = coalesce(resource.own_name, twin.own_name, twin.name),
                own_name = coalesce(resource.own_name, twin.own_name), zone = twin.zone, lifecycle = twin.lifecycle,
                provider_status = twin.provider_status, power = twin.power, missing_since = twin.missing_since,
                attributes = twin.attributes, observed_tags = twin.observed_tags, own_tags = twin.own_tags || resource.own_tags,
                search_text = twin.search_text, created_at = twin.created_at, observed_at = twin.observed_at, placeholder = false
            from resource twin where resource.id = @id and twin.id = @twin
            """,
            "update record set resource_id = @id where resource_id = @twin",
            "update resource_alias set resource_id = @id where resource_id = @twin",
            "update relation set source_id = @id where source_id = @twin",
            "update relation set target_id = @id where target_id = @twin",
            "delete from resource_value where resource_id = @id",
            "update resource_value set resource_id = @id where resource_id = @twin",
            // That it came to be is told once: by the placeholder, which was there first.
            "delete from change where resource_id = @twin and type = 'created'",
            "update change set resource_id = @id where resource_id = @twin",
        ];
        foreach (var statement in statements)
        {
            await session.ExecuteAsync(statement, pair, ct);
        }

        await RemovalStore.DeleteRowsAsync(session, [twin], ct);
        await CountStore.AddAsync(session, known.Unit(), new Dictionary<string, long> { [known.Lifecycle] = -1 }, ct);
        var now = (await OwnStore.ReadAsync(session, known.Id, ct))!;
        await OwnStore.WriteTagsAsync(session, now.Id, now.TenantId, now.Shown(now.Name, TagObject.Read(now.OwnTags)).Tags, ct);
        await session.ExecuteAsync(
            "update resource set search_text = @searchText where id = @id",
            new { id = now.Id, searchText = Projection.SearchText(now.Name, now.ExternalId, now.Attributes) },
            ct);
    }
}
