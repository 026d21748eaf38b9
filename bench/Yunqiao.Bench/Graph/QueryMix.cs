using Yunqiao.Kernel;

namespace Yunqiao.Bench.Graph;

/// <summary>What is asked of a tenant: things that are in it, and the texts of queries.</summary>
/// <param name="Ids">Ids of machines.</param>
/// <param name="Names">Their names.</param>
/// <param name="HostNames">Names of hosts.</param>
internal sealed record QueryMix(IReadOnlyList<ResourceId> Ids, IReadOnlyList<string> Names, IReadOnlyList<string> HostNames)
{
    /// <summary>How many different queries <see cref="List"/> has, apart from the names in them.</summary>
    private const int ListShapes = 12;

    private const int SearchShapes = 6;

    /// <summary>How many shapes there are in all.</summary>
    internal const int Shapes = ListShapes + SearchShapes;

    internal static async Task<QueryMix> OfAsync(Installation installation, MeasuredTenant tenant)
    {
        var all = tenant.Name == "all tenants";
        async Task<IReadOnlyList<(Guid Id, string Name)>> SampleAsync(string kind) => await installation.OwnAsync(
            "select id, name from resource where ($1 or tenant_id = $2) and kind = $3 order by md5(id::text) limit 400",
            row => (row.GetGuid(0), row.GetString(1)), all, tenant.Id.Value, kind);
        var machines = await SampleAsync("compute/instance");
        var hosts = await SampleAsync("compute/host");
        return new QueryMix([.. machines.Select(row => new ResourceId(row.Id))], [.. machines.Select(row => row.Name)], [.. hosts.Select(row => row.Name)]);
    }

    /// <summary>The query and order of a page; the first word names the shape.</summary>
    internal (string Shape, string Query, string? Sort) List(int number) => (number % ListShapes) switch
    {
        0 => ("everything", "", null),
        1 => ("kind", "kind:compute/instance", null),
        2 => ("lifecycle", "kind:compute/instance lifecycle:stopped", null),
        3 => ("tag", "tag.env=prod", null),
        4 => ("number", "kind:compute/instance vcpus>=8", null),
        5 => ("region", "region:cn-north kind:storage/disk", null),
        6 => ("name", $"name:{Pick(Names, number)}", null),
        7 => ("not", "kind:compute/instance -tag.env=prod", null),
        8 => ("or", "(lifecycle:maintenance or lifecycle:unknown) tag.team=search", null),
        9 => ("relation", $"rel.runs-on(name:{Pick(HostNames, number)})", null),
        10 => ("newest", "kind:compute/instance", "-createdAt"),
        _ => ("attributes", "instanceType:c6.16x osFamily:windows", null),
    };

    /// <summary>A text to search for.</summary>
    internal (string Shape, string Query, string? Sort) Search(int number) => (number % SearchShapes) switch
    {
        0 => ("rare part of a name", Pick(Names, number)[^8..], null),
        1 => ("whole name", Pick(Names, number), null),
        2 => ("word of one in six", "web", null),
        3 => ("word and attribute", "gateway vcpus>=8", null),
        4 => ("address", "10.0.128.140", null),
        _ => ("nothing has it", "qqqqqq", null),
    };

    /// <summary>Shape by shape, whichever mix it belongs to.</summary>
    internal (string Shape, string Query, string? Sort) Any(int number) =>
        (number % Shapes) is var shape && shape < ListShapes ? List(shape + number / Shapes * ListShapes) : Search(shape - ListShapes + number / Shapes * SearchShapes);

    internal ResourceId Id(int number) => Pick(Ids, number);

    private static T Pick<T>(IReadOnlyList<T> from, int number) => from[number * 7 % from.Count];
}
