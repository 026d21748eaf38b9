namespace Yunqiao.Providers;

/// <summary>
/// An adapter's only way to the world, for one account. The same adapter runs in the server, in a child process or in a gateway
/// inside a site: the context decides where the bytes go.
/// </summary>
/// <param name="Endpoint">The account's endpoint.</param>
/// <param name="Partition">The account's partition; null when the vendor has one.</param>
/// <param name="Credentials">The account's credentials, by the names of the manifest. Never logged, never in an exception.</param>
/// <param name="Settings">The account's settings.</param>
/// <param name="Http">HTTP to the endpoint: unix sockets, client certificates, budgets, recording and tracing are already in it.</param>
/// <param name="Clock">The only clock.</param>
public sealed record ProviderContext(
    Uri Endpoint,
    string? Partition,
    IReadOnlyDictionary<string, string> Credentials,
    ProviderSettings Settings,
    HttpClient Http,
    TimeProvider Clock)
{
    /// <summary>Takes what a long call says of its progress; null when nobody listens.</summary>
    public IProgress<CallProgress>? Progress { get; init; }
}

/// <summary>How far a long call is.</summary>
/// <param name="Text">What the cloud says it is doing, one line.</param>
/// <param name="Fraction">0 to 1, if it can be told.</param>
public sealed record CallProgress(string Text, double? Fraction = null);

/// <summary>Settings of an account that adapters know.</summary>
/// <param name="InsecureTls">Whether the peer's certificate is accepted unchecked.</param>
public sealed record ProviderSettings(bool InsecureTls = false);
