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
    TimeProvider Clock);

/// <summary>Settings of an account that adapters know.</summary>
/// <param name="InsecureTls">Whether the peer's certificate is accepted unchecked.</param>
public sealed record ProviderSettings(bool InsecureTls = false);
