using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Resources;
using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Graph.Queries;

/// <summary>What the values of a key are.</summary>
internal enum KeyType
{
    /// <summary>Text compared exactly.</summary>
    Text,

    /// <summary>Text compared whatever its case.</summary>
    Name,

    /// <summary>A UUID.</summary>
    Id,

    /// <summary>A moment.</summary>
    Time,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A number.</summary>
    Number,
}

/// <summary>A column of resources that can be asked for.</summary>
/// <param name="Sql">An expression on <c>resource r</c>, with <c>unit_freshness f</c> when <see cref="NeedsFreshness"/>.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Title">What people call it.</param>
internal sealed record CoreKey(string Sql, KeyType Type, LocalizedText Title)
{
    /// <summary>Whether the counters have it too, by the same name.</summary>
    public bool Counted { get; init; }

    /// <summary>Whether an index finds one value of it.</summary>
    public bool Indexed { get; init; }

    /// <summary>Whether its text is part of the searched text, whose index then serves it.</summary>
    public bool InSearchText { get; init; }

    /// <summary>Whether it depends on how fresh the unit is.</summary>
    public bool NeedsFreshness { get; init; }

    /// <summary>For an id: who knows the name behind it; null when nobody does.</summary>
    public NameTable? Names { get; init; }

    /// <summary>All values there are; null when they are open.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Whether an index or the counters serve a term about it.</summary>
    internal bool IsServed(Comparison term) => Counted || (Indexed && SqlPattern.IsExact(term));
}

/// <summary>A table that knows the names behind ids.</summary>
/// <param name="Table">Its name; it has a tenant and is open to the search role.</param>
/// <param name="Id">The column of the id.</param>
/// <param name="Name">The column of the name that queries use.</param>
internal sealed record NameTable(string Table, string Id, string Name);

/// <summary>The keys of queries: columns first, then the attributes of all kinds that the scope sees.</summary>
internal sealed class QueryKeys(KindRegistry kinds, Scope scope)
{
    internal static readonly IReadOnlyDictionary<string, CoreKey> Core = new Dictionary<string, CoreKey>(StringComparer.Ordinal)
    {
        ["kind"] = new("r.kind", KeyType.Text, new("Kind", "类型")) { Counted = true, Indexed = true },
        ["name"] = new("r.name", KeyType.Name, new("Name", "名称")) { InSearchText = true, Indexed = true },
        ["lifecycle"] = new("r.lifecycle", KeyType.Text, new("State", "状态")) { Counted = true, Indexed = true },
        ["provider"] = new("r.provider", KeyType.Text, new("Cloud", "云平台")) { Counted = true },
        ["account"] = new("r.account_id", KeyType.Id, new("Account", "云账号")) { Counted = true, Names = new("account_name", "account_id", "name") },
        ["region"] = new("r.region", KeyType.Text, new("Region", "地域")) { Counted = true },
        ["zone"] = new("r.zone", KeyType.Text, new("Zone", "可用区")) { Indexed = true },
        ["power"] = new("r.power", KeyType.Text, new("Power", "电源")) { Indexed = true, Values = ["on", "off", "suspended", "unknown"] },
        ["sync"] = new($"({ResourceStore.Sync})", KeyType.Text, new("Freshness", "数据新鲜度")) { NeedsFreshness = true, Values = ["fresh", "stale", "missing"] },
        ["tenant"] = new("r.tenant_id", KeyType.Id, new("Tenant", "租户")) { Counted = true, Names = new("tenant_name", "tenant_id", "slug") },
        ["project"] = new("r.project_id", KeyType.Id, new("Project", "项目")) { Indexed = true, Names = new("project_name", "project_id", "slug") },
        ["externalId"] = new("r.external_id", KeyType.Text, new("Cloud's id", "云上 ID")) { InSearchText = true, Indexed = true },
        ["id"] = new("r.id", KeyType.Id, new("Id", "ID")) { Indexed = true },
        ["providerStatus"] = new("r.provider_status", KeyType.Text, new("Cloud's own state", "云上原始状态")),
        ["createdAt"] = new("r.created_at", KeyType.Time, new("Created", "创建时间")) { Indexed = true },
        ["observedAt"] = new($"({ResourceStore.ObservedAt})", KeyType.Time, new("Last seen", "最近观测")) { NeedsFreshness = true },
        ["simulated"] = new("r.simulated", KeyType.Flag, new("Simulated", "模拟")) { Indexed = true, Values = ["true", "false"] },
    };

    /// <summary>The kinds that the scope sees.</summary>
    internal IEnumerable<Kind> Kinds => kinds.VisibleTo(scope);

    /// <summary>The attributes of these kinds; those that hide their values are left out.</summary>
    internal IEnumerable<KindAttribute> Attributes =>
        Kinds.SelectMany(kind => kind.Attributes).Where(attribute => !attribute.Secret);

    /// <summary>The attribute of a name, or the field of a record by <c>attribute.field</c>; null when no kind has it.</summary>
    internal QueryAttribute? Find(string name)
    {
        var path = name.Split('.');
        var found = Attributes.Where(attribute => attribute.Name == path[0]);
        foreach (var step in path.Skip(1))
        {
            found = found.SelectMany(attribute => (attribute.Items ?? attribute).Properties).Where(field => field.Name == step && !field.Secret);
        }

        var all = found.ToArray();
        return all.Length == 0 ? null : QueryAttribute.Of(path, all);
    }

    /// <summary>The names that one which is none may have been meant for, at most two, and then the tag of that name.</summary>
    internal IReadOnlyList<string> Nearest(string name) =>
        Core.Keys.Concat(Attributes.Select(attribute => attribute.Name))
            .Distinct(StringComparer.Ordinal)
            .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(candidate => candidate.Distance <= Math.Max(1, Math.Max(name.Length, candidate.Name.Length) / 3)
                || candidate.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(2)
            .Select(candidate => candidate.Name)
            .Append("tag." + name)
            .ToArray();

    /// <summary>How many characters have to be put, taken or replaced to make one word of another.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        foreach (var c in from.Take(64))
        {
            var diagonal = row[0]++;
            for (var i = 1; i <= to.Length; i++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(c) == char.ToLowerInvariant(to[i - 1]) ? 0 : 1);
                diagonal = row[i];
                row[i] = Math.Min(replaced, Math.Min(row[i], row[i - 1]) + 1);
            }
        }

        return row[^1];
    }
}
