using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Observations;
using static Yunqiao.Tests.Unit.Graph.GraphWorld;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>One thing that several accounts see: a stack and the hypervisor under it, or one cloud connected twice.</summary>
public sealed class JoinTests(GraphDatabase database) : IClassFixture<GraphDatabase>
{
    private const string Instances = "compute/instance";
    private const string Uuid = "4c4c4544-0043-3510-8052-b4c04f4a4d31";

    private readonly GraphWorld stack = new(database);
    private GraphWorld? under;

    /// <summary>Another account of the tenant, a minute later.</summary>
    private GraphWorld Hypervisor
    {
        get
        {
            if (under is null)
            {
                under = new GraphWorld(database, stack.Tenant);
                under.Clock.Advance(TimeSpan.FromMinutes(1));
            }

            return under;
        }
    }

    [Fact]
    public async Task A_machine_that_two_accounts_see_is_one_resource_of_both_records()
    {
        var id = await SeeAsync(stack, Machine("vm-1", "web", Uuid) with { Relations = [new("uses-image", "compute/image", Region, "img-1")] });
        var outcome = await Hypervisor.MergeAsync(Machine("dom-7", "instance-0007", Uuid.ToUpperInvariant(), ("hostName", "kvm-3"), ("vcpus", 8)) with
        {
            Relations = [new("runs-on", Hosts, Region, "kvm-3")],
        });

        Assert.Equal((0, 1, id), (outcome.Created, outcome.Changed, outcome.ResourcesByExternalId["dom-7"]));
        var resource = (await stack.Resources.GetAsync(stack.Scope, id, Ct))!;
        Assert.Equal(("web", "vm-1", stack.Account), (resource.Name, resource.ExternalId, resource.Account!.Value));
        Assert.Equal((2, "kvm-3"), (resource.Attributes["vcpus"]!.GetValue<int>(), resource.Attributes["hostName"]!.GetValue<string>()));
        Assert.Equal(["runs-on", "uses-image"], (await EdgesAsync(id)).Order());
        var records = (await stack.Resources.RecordsAsync(stack.Scope, id, Ct))!;
        Assert.Equal([(stack.Account, "vm-1", true), (Hypervisor.Account, "dom-7", false)], records.Select(record => (record.Account, record.ExternalId, record.Leads)));
        Assert.Equal(["biosUuid", "vcpus"], records[0].Shown.Order());
        Assert.Equal(["hostName"], records[1].Shown);
        Assert.Equal(["attributes.hostName", "records", "relations.runs-on"], (await stack.ChangesAsync(id)).Select(change => change.Field).OfType<string>().Order());
        await CountsHoldAsync(1);
    }

    [Fact]
    public async Task Each_record_goes_on_speaking_for_its_part()
    {
        var id = await SeeAsync(stack, Machine("vm-1", "web", Uuid));
        await SeeAsync(Hypervisor, Machine("dom-7", "instance-0007", Uuid, ("hostName", "kvm-3"), ("osName", "Debian 12")));

        await SeeAsync(stack, Machine("vm-1", "web-1", Uuid, ("osName", "Debian 13")));
        await SeeAsync(Hypervisor, Machine("dom-7", "other", Uuid, ("hostName", "kvm-4"), ("osName", "Debian 12")) with { Lifecycle = "stopped" });

        var resource = (await stack.Resources.GetAsync(stack.Scope, id, Ct))!;
        Assert.Equal(("web-1", "running", "kvm-4", "Debian 13"), (resource.Name, resource.Lifecycle, Text(resource, "hostName"), Text(resource, "osName")));
        await SeeAsync(stack, Machine("vm-1", "web-1", Uuid));
        Assert.Equal("Debian 12", Text((await stack.Resources.GetAsync(stack.Scope, id, Ct))!, "osName"));
        Assert.Equal([id], await SearchAsync("hostName:kvm-4"));
        Assert.Empty(await SearchAsync("hostName:kvm-3"));
        await CountsHoldAsync(1);
    }

    [Fact]
    public async Task What_is_unchanged_costs_no_write_to_either()
    {
        Observation[] above = [.. Enumerable.Range(0, 20).Select(i => Machine($"vm-{i}", "web", UuidOf(i)))];
        Observation[] below = [.. Enumerable.Range(0, 20).Select(i => Machine($"dom-{i}", "i", UuidOf(i), ("hostName", "kvm-3")))];
        await stack.MergeAsync(above);
        await Hypervisor.MergeAsync(below);
        var before = await stack.RowVersionsAsync();

        var first = await stack.MergeAsync(above);
        var second = await Hypervisor.MergeAsync(below);

        Assert.Equal((20, 20), (first.Unchanged, second.Unchanged));
        Assert.Equal(before, await stack.RowVersionsAsync());
    }

    [Fact]
    public async Task Copies_with_one_identity_stay_what_their_cloud_says_they_are()
    {
        await stack.MergeAsync(Machine("vm-1", "web", Uuid), Machine("vm-2", "copy", Uuid));
        var outcome = await Hypervisor.MergeAsync(Machine("dom-7", "instance-0007", Uuid));

        Assert.Equal(1, outcome.Created);
        await CountsHoldAsync(3);
    }

    [Fact]
    public async Task Neither_another_tenant_nor_a_simulator_speaks_of_the_same_thing()
    {
        await SeeAsync(stack, Machine("vm-1", "web", Uuid));
        var stranger = new GraphWorld(database);
        var simulated = await stack.InAsync(session => stack.Merge.MergeAsync(
            session, Hypervisor.Unit(Instances) with { Simulated = true }, [Machine("dom-7", "i", Uuid)], Sync, Ct));

        Assert.Equal(1, (await stranger.MergeAsync(Machine("vm-1", "web", Uuid))).Created);
        Assert.Equal(1, simulated.Created);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_resources_that_turn_out_to_be_one_become_the_older_one(bool olderLearns)
    {
        var older = await SeeAsync(stack, Machine("vm-1", "web", olderLearns ? null : Uuid));
        var younger = await SeeAsync(Hypervisor, Machine("dom-7", "instance-0007", olderLearns ? Uuid : null, ("hostName", "kvm-3")));
        Assert.NotEqual(older, younger);
        await stack.InAsync(session => stack.Resources.ChangeOwnAsync(
            session, younger, new OwnFields("shop", new Dictionary<string, string?> { ["team"] = "red" }, true), Event, Ct));
        await SeeAsync(Hypervisor, new Observation("storage/disk", Region, "disk-1", "root") { Lifecycle = "inUse", Relations = [new("attached-to", Instances, Region, "dom-7")] });

        var learns = olderLearns ? stack : Hypervisor;
        learns.Clock.Advance(TimeSpan.FromMinutes(2));
        var outcome = await learns.MergeAsync(olderLearns ? Machine("vm-1", "web", Uuid) : Machine("dom-7", "instance-0007", Uuid, ("hostName", "kvm-3")));

        Assert.Equal(older, outcome.ResourcesByExternalId.Values.Single());
        var resource = (await stack.Resources.GetAsync(stack.Scope, older, Ct))!;
        Assert.Equal(("shop", "red", true, "kvm-3", "vm-1"), (resource.Name, resource.Tags["team"], resource.DeletionProtection, Text(resource, "hostName"), resource.ExternalId));
        Assert.Null(await stack.Resources.GetAsync(stack.Scope, younger, Ct));
        Assert.Equal(older, await stack.Resources.AliasAsync(stack.Scope, younger, Ct));
        Assert.Single(await stack.ChangesAsync(younger), change => change.Type.ToString() == "Deleted");
        Assert.Contains("attached-to", await EdgesAsync(older));
        Assert.Equal([older], await SearchAsync("tag.team=red"));
        await CountsHoldAsync(1);
    }

    [Fact]
    public async Task What_one_account_no_longer_has_stays_as_long_as_the_other_has_it()
    {
        var id = await SeeAsync(stack, Machine("vm-1", "web", Uuid) with { Tags = new Dictionary<string, string> { ["env"] = "prod" } });
        await SeeAsync(Hypervisor, Machine("dom-7", "instance-0007", Uuid, ("hostName", "kvm-3"), ("vcpus", 8)) with { Lifecycle = "stopped" });

        Assert.Equal(1, await RemoveAsync(stack, "vm-1"));
        var resource = (await stack.Resources.GetAsync(stack.Scope, id, Ct))!;
        Assert.Equal(("instance-0007", "dom-7", Hypervisor.Account, "stopped"), (resource.Name, resource.ExternalId, resource.Account!.Value, resource.Lifecycle));
        Assert.Equal((8, 0), (resource.Attributes["vcpus"]!.GetValue<int>(), resource.Tags.Count));
        await CountsHoldAsync(1);

        Assert.Equal(id, await SeeAsync(stack, Machine("vm-1", "web", Uuid)));
        Assert.Equal(1, await RemoveAsync(stack, "vm-1"));
        Assert.Single((await stack.Resources.RecordsAsync(stack.Scope, id, Ct))!);
        Assert.Equal(1, await RemoveAsync(Hypervisor, "dom-7"));
        Assert.Null(await stack.Resources.GetAsync(stack.Scope, id, Ct));
        await CountsHoldAsync(0);
    }

    [Fact]
    public async Task What_only_a_record_beside_the_leading_one_said_goes_with_it()
    {
        var id = await SeeAsync(stack, Machine("vm-1", "web", Uuid));
        await SeeAsync(Hypervisor, Machine("dom-7", "i", Uuid, ("hostName", "kvm-3")) with { Relations = [new("runs-on", Hosts, Region, "kvm-3")] });

        await RemoveAsync(Hypervisor, "dom-7");

        Assert.Null((await stack.Resources.GetAsync(stack.Scope, id, Ct))!.Attributes["hostName"]);
        Assert.Empty(await EdgesAsync(id));
        Assert.Empty(await SearchAsync("hostName:kvm-3"));
        await CountsHoldAsync(1);
    }

    [Fact]
    public async Task A_cloud_that_is_connected_anew_keeps_ids_and_what_is_our_own()
    {
        var id = await SeeAsync(stack, Machine("vm-1", "web", Uuid));
        await stack.InAsync(session => stack.Resources.ChangeOwnAsync(session, id, new OwnFields("shop", null), Event, Ct));
        Assert.Equal(id, await SeeAsync(Hypervisor, Machine("vm-1", "web", Uuid)));

        await stack.InAsync(session => stack.Resources.ForgetAccountAsync(session, stack.Account, Event, Ct));

        var resource = (await stack.Resources.GetAsync(stack.Scope, id, Ct))!;
        Assert.Equal(("shop", Hypervisor.Account), (resource.Name, resource.Account!.Value));
        Assert.Equal(id, (await Hypervisor.FindAsync("vm-1", Instances))!.Id);
        await CountsHoldAsync(1);
    }

    [Fact]
    public async Task A_thing_that_is_renamed_stays_and_one_that_is_rebuilt_under_its_name_is_another()
    {
        var id = await SeeAsync(stack, Machine("vm-1", "web", Uuid));
        Assert.Equal(id, await SeeAsync(stack, Machine("vm-1", "shop", Uuid)));
        await RemoveAsync(stack, "vm-1");

        Assert.NotEqual(id, await SeeAsync(stack, Machine("vm-2", "shop", UuidOf(2))));
        Assert.Equal(["Deleted", "Changed", "Created"], (await stack.ChangesAsync(id)).Select(change => change.Type.ToString()));
    }

    [Fact]
    public async Task A_person_takes_apart_what_is_not_one_thing_and_it_stays_apart_until_a_person_links_it()
    {
        var id = await SeeAsync(stack, Machine("vm-1", "web", Uuid));
        await SeeAsync(Hypervisor, Machine("dom-7", "i", Uuid, ("hostName", "kvm-3")));
        var record = (await stack.Resources.RecordsAsync(stack.Scope, id, Ct))!.Single(record => !record.Leads);

        var apart = (await stack.Joins.SplitAsync(Person, id, record.Id, Ct)).Value;

        Assert.Equal(("i", Hypervisor.Account, "kvm-3"), (apart.Name, apart.Account!.Value, Text(apart, "hostName")));
        Assert.Null((await stack.Resources.GetAsync(stack.Scope, id, Ct))!.Attributes["hostName"]);
        Assert.Equal(apart.Id, await SeeAsync(Hypervisor, Machine("dom-7", "i", Uuid, ("hostName", "kvm-4"))));
        Assert.Equal(id, await SeeAsync(stack, Machine("vm-1", "web", Uuid, ("serialNumber", "CZJ12345"))));
        await RemoveAsync(Hypervisor, "dom-7");
        Assert.Equal(apart.Id, await SeeAsync(Hypervisor, Machine("dom-7", "i", Uuid, ("hostName", "kvm-4"))));
        await CountsHoldAsync(2);

        Assert.Equal(id, (await stack.Joins.LinkAsync(Person, id, apart.Id, Ct)).Value.Id);
        Assert.Equal(id, await SeeAsync(Hypervisor, Machine("dom-7", "i", Uuid, ("hostName", "kvm-5"))));
        await CountsHoldAsync(1);
    }

    [Fact]
    public async Task Taking_out_the_leading_record_leaves_the_resource_to_the_other()
    {
        var id = await SeeAsync(stack, Machine("vm-1", "web", Uuid));
        await SeeAsync(Hypervisor, Machine("dom-7", "i", Uuid));
        var record = (await stack.Resources.RecordsAsync(stack.Scope, id, Ct))!.Single(record => record.Leads);

        var apart = (await stack.Joins.SplitAsync(Person, id, record.Id, Ct)).Value;

        Assert.Equal(("web", stack.Account), (apart.Name, apart.Account!.Value));
        Assert.Equal(("i", Hypervisor.Account), ((await stack.Resources.GetAsync(stack.Scope, id, Ct)) is { } left ? (left.Name, left.Account!.Value) : default));
        Assert.Equal("resource.notJoined", (await stack.Joins.SplitAsync(Person, apart.Id, record.Id, Ct)).Problem!.Type.Code);
        await CountsHoldAsync(2);
    }

    [Fact]
    public async Task What_cannot_be_one_thing_is_not_linked_and_the_answer_says_why()
    {
        var outcome = await stack.MergeAsync(Machine("vm-1", "web", Uuid), Machine("vm-2", "copy", Uuid));
        var (first, second) = (outcome.ResourcesByExternalId["vm-1"], outcome.ResourcesByExternalId["vm-2"]);
        var container = await SeeAsync(Hypervisor, Container("c1"));
        var coming = await stack.InAsync(session => Hypervisor.Resources.AddPlaceholderAsync(
            session, Hypervisor.Unit(Instances), new Placeholder("new", null, [], new Dictionary<string, string>()), Event, Ct));

        foreach (var (other, code) in ((ResourceId, string)[])[(second, "resource.oneAccount"), (container, "resource.notAlike"), (coming, "resource.notLinkable"), (TypedId.New<ResourceId>(TimeProvider.System), "kernel.notFound")])
        {
            Assert.EndsWith(code.Split('.')[1], (await stack.Joins.LinkAsync(Person, first, other, Ct)).Problem!.Type.Code, StringComparison.OrdinalIgnoreCase);
        }

        Assert.NotNull(await stack.Resources.GetAsync(stack.Scope, second, Ct));
    }

    [Fact]
    public async Task A_thing_that_we_made_keeps_its_id_though_another_account_met_it_first()
    {
        var placeholder = await stack.InAsync(session => stack.Resources.AddPlaceholderAsync(
            session, stack.Unit(Instances), new Placeholder("web", null, [], new Dictionary<string, string>()), Event, Ct));
        var met = await SeeAsync(Hypervisor, Machine("dom-7", "i", Uuid));
        await stack.InAsync(session => stack.Resources.BindPlaceholderAsync(session, placeholder, stack.Unit(Instances), "vm-1", Event, Ct));

        Assert.Equal(placeholder, await SeeAsync(stack, Machine("vm-1", "web", Uuid)));

        Assert.Equal(placeholder, await stack.Resources.AliasAsync(stack.Scope, met, Ct));
        await CountsHoldAsync(1);
    }

    [Fact]
    public async Task Accounts_that_meet_the_same_things_at_once_make_one_resource_of_each()
    {
        var third = new GraphWorld(database, stack.Tenant);
        GraphWorld[] accounts = [stack, Hypervisor, third];
        await Task.WhenAll(accounts.SelectMany((account, a) => Enumerable.Range(0, 6).Select(page => Task.Run(
            () => account.MergeAsync([.. Enumerable.Range(page * 10, 10).Select(i => Machine($"{a}-{i}", "m", UuidOf(i), ($"hostName", $"kvm-{a}")))]), Ct))));
        await Task.WhenAll(accounts.SelectMany((account, a) => Enumerable.Range(0, 6).Select(page => Task.Run(
            () => account.MergeAsync([.. Enumerable.Range(page * 10, 10).Select(i => Machine($"{a}-{i}", $"m{a}", UuidOf(i), ($"hostName", $"kvm-{a}-2")))]), Ct))));

        await CountsHoldAsync(60);
        Assert.Equal(["60 180"], await stack.OwnerAsync("select count(distinct resource_id) || ' ' || count(*) from record where tenant_id = $1"));
        Assert.Equal(["120"], await stack.OwnerAsync("select count(*)::text from joined_record where tenant_id = $1"));
        Assert.Equal(["60"], await stack.OwnerAsync(
            """
            select count(*)::text from resource join record on record.resource_id = resource.id and record.account_id = resource.account_id
            where resource.tenant_id = $1 and resource.attributes ->> 'hostName' = record.observed -> 'attributes' ->> 'hostName' and resource.name = record.name
            """));
    }

    private Caller Person => new(
        TypedId.New<PrincipalId>(TimeProvider.System), "Han Meimei", stack.Scope, Permission.All.ToHashSet(), Language.English);

    private static Observation Machine(string id, string name, string? uuid, params (string Name, JsonNode Value)[] more)
    {
        var attributes = new JsonObject { ["vcpus"] = 2 };
        if (uuid is not null)
        {
            attributes["biosUuid"] = uuid;
        }

        foreach (var (key, value) in more)
        {
            attributes[key] = value;
        }

        return new(Instances, Region, id, name) { Lifecycle = "running", ProviderStatus = "ACTIVE", Power = Power.On, Attributes = attributes };
    }

    private static string UuidOf(int number) => $"4c4c4544-0043-3510-8052-{number:x12}";

    private static string? Text(Resource resource, string attribute) => resource.Attributes[attribute]?.GetValue<string>();

    private static async Task<ResourceId> SeeAsync(GraphWorld world, Observation observation)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        return (await world.MergeAsync(Event, observation)).ResourcesByExternalId[observation.ExternalId];
    }

    private static Task<int> RemoveAsync(GraphWorld world, string externalId)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        return world.InAsync(session => world.Sweep.RemoveAsync(session, world.Unit(Instances), [externalId], Event, Ct));
    }

    private async Task<IReadOnlyList<string>> EdgesAsync(ResourceId id) =>
        (await stack.Relations.ListAsync(stack.Scope, id, new PageRequest(100, null), Ct)).Value.Items.Select(edge => edge.Type).ToArray();

    private async Task<IReadOnlyList<ResourceId>> SearchAsync(string query) =>
        (await stack.Search.ListAsync(stack.Compiler.Compile(query, stack.Scope).Value, null, new PageRequest(10, null), false, Ct)).Value.Items
            .Select(resource => resource.Id).ToArray();

    /// <summary>The counters say what counting says, and so many machines.</summary>
    private async Task CountsHoldAsync(int machines)
    {
        var (kept, counted) = await stack.CountsAsync();
        Assert.Equal(counted, kept.GroupBy(row => row[..row.LastIndexOf(' ')]).Select(group =>
            $"{group.Key} {group.Sum(row => int.Parse(row[(row.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture))}").Order(StringComparer.Ordinal));
        Assert.Equal(
            [machines.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            await stack.OwnerAsync("select count(*)::text from resource where tenant_id = $1 and kind = 'compute/instance'"));
    }
}
