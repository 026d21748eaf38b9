using Yunqiao.Kernel;

namespace Yunqiao.Providers;

/// <summary>
/// What an adapter can do, as one table. It feeds discovery, the rate limiter, dry-run, the least-privilege policy and the docs.
/// </summary>
/// <param name="Id">Lower case: <c>docker</c>.</param>
/// <param name="Name">The product's name, not translated.</param>
/// <param name="Chip">Two letters.</param>
/// <param name="Partitions">Separate worlds of one vendor, such as <c>aws-cn</c>; empty when there is one.</param>
/// <param name="Credentials">What the account form asks for.</param>
/// <param name="EndpointRequired">Whether an endpoint must be given.</param>
/// <param name="DefaultEndpoint">The endpoint when none is given.</param>
/// <param name="DeploymentModel"><c>public</c>, <c>private</c>, <c>community</c> or <c>hosted</c>, unless the account says otherwise.</param>
/// <param name="Actions">The table.</param>
public sealed record ProviderManifest(
    string Id,
    string Name,
    string Chip,
    IReadOnlyList<string> Partitions,
    IReadOnlyList<CredentialField> Credentials,
    bool EndpointRequired,
    string? DefaultEndpoint,
    string DeploymentModel,
    IReadOnlyList<ManifestAction> Actions)
{
    /// <summary>
    /// The schemes that an endpoint may have; <c>tcp</c> means http, or https when certificates are given. All others are refused,
    /// so that an account cannot make the server talk to what it should not.
    /// </summary>
    public IReadOnlyList<string> EndpointSchemes { get; init; } = ["https", "http"];

    /// <summary>The kinds that it lists, in the order of the table.</summary>
    public IEnumerable<string> Kinds => Actions.Where(a => a.Verb == ManifestAction.List).Select(a => a.Kind).Distinct();

    /// <summary>The row of a verb of a kind, or null when the cloud cannot do it.</summary>
    public ManifestAction? Find(string kind, string verb) => Actions.FirstOrDefault(a => a.Kind == kind && a.Verb == verb);
}

/// <summary>One field of an account's credentials.</summary>
/// <param name="Name">Camel case, as in the contract.</param>
/// <param name="Label">What the form shows.</param>
/// <param name="Secret">Whether it is never shown again.</param>
/// <param name="Required">Whether the account cannot do without.</param>
/// <param name="Multiline">Whether it is a text of several lines, such as a certificate.</param>
public sealed record CredentialField(string Name, LocalizedText Label, bool Secret, bool Required, bool Multiline = false);

/// <summary>How an action's scope is meant.</summary>
public enum ActionScope
{
    /// <summary>Once per account.</summary>
    Global,

    /// <summary>Once per region.</summary>
    Region,
}

/// <summary>How a listing pages.</summary>
public enum PageStyle
{
    /// <summary>All in one answer.</summary>
    None,

    /// <summary>The answer carries a token for the next page.</summary>
    Token,

    /// <summary>The last id seen.</summary>
    Marker,

    /// <summary>A number of rows to pass over.</summary>
    Offset,
}

/// <summary>One row of the manifest.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Verb">A verb of the kind, or one of the constants here.</param>
/// <param name="ApiAction">What the vendor calls it: <c>GET /containers/json</c>.</param>
/// <param name="Scope">Per account or per region.</param>
/// <param name="Paging">How it pages, for listings.</param>
/// <param name="Limit">The published limit; null when none is published.</param>
/// <param name="Permission">What the credentials need; null when the cloud has no permissions.</param>
/// <param name="ServerDryRun">Whether the cloud itself can check it without doing it.</param>
/// <param name="RefreshSeconds">For listings: how often the timer looks.</param>
/// <param name="DeadlineSeconds">The longest that one call may take, long work inside it (pulling an image) included.</param>
public sealed record ManifestAction(
    string Kind,
    string Verb,
    string ApiAction,
    ActionScope Scope = ActionScope.Global,
    PageStyle Paging = PageStyle.None,
    RateLimit? Limit = null,
    string? Permission = null,
    bool ServerDryRun = false,
    int RefreshSeconds = 300,
    int DeadlineSeconds = 60)
{
    /// <summary>The verb of a listing.</summary>
    public const string List = "list";

    /// <summary>For creations: which names the cloud takes; null when it takes any.</summary>
    public NameRule? Name { get; init; }

    /// <summary>The verb of observing one thing.</summary>
    public const string Observe = "observe";

    /// <summary>The verb of metrics.</summary>
    public const string Metrics = "metrics";
}

/// <summary>A token bucket.</summary>
/// <param name="PerSecond">Refill.</param>
/// <param name="Burst">Size.</param>
public sealed record RateLimit(double PerSecond, int Burst);

/// <summary>Which names a cloud takes.</summary>
/// <param name="Pattern">A regular expression that is evaluated without backtracking, over the whole name.</param>
/// <param name="Words">The same for people.</param>
public sealed record NameRule(string Pattern, LocalizedText Words)
{
    private readonly System.Text.RegularExpressions.Regex regex =
        new($"^(?:{Pattern})$", System.Text.RegularExpressions.RegexOptions.NonBacktracking | System.Text.RegularExpressions.RegexOptions.CultureInvariant);

    /// <summary>Whether the cloud takes a name.</summary>
    public bool Takes(string name) => !name.EndsWith('\n') && regex.IsMatch(name);
}
