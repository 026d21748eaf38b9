using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Providers;
using Yunqiao.Storage.Secrets;

namespace Yunqiao.Inventory.Accounts;

/// <summary>Keeps the credentials of accounts sealed, and opens clients with them.</summary>
internal sealed class AccountConnections(AccountStore accounts, SecretBox secrets, ProviderClients clients, ProviderReach reach)
{
    /// <summary>The credentials as they are kept: useless without the key ring, and for any other account.</summary>
    internal byte[] Seal(AccountId account, IReadOnlyDictionary<string, string> credentials)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(credentials, Json.Options);
        try
        {
            return secrets.Seal(Purpose(account), plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>A client of an account; nothing is sent yet.</summary>
    internal async Task<Result<ProviderClient>> OpenAsync(Account account, CallLane lane, CancellationToken ct)
    {
        var sealedCredentials = await accounts.CredentialsAsync(Scope.Of(account.TenantId), account.Id, ct);
        IReadOnlyDictionary<string, string> credentials;
        try
        {
            credentials = sealedCredentials is null ? new Dictionary<string, string>() : Open(account.Id, sealedCredentials);
        }
        catch (CryptographicException)
        {
            return AccountProblems.CredentialsUnreadable.With(("name", account.Name));
        }

        return await OpenAsync(
            new AccountConnection(
                account.Id, account.Provider, account.Endpoint, account.Partition, credentials, SettingsOf(account.Settings)),
            lane,
            ct);
    }

    /// <summary>A client of a connection that is not kept.</summary>
    internal async Task<Result<ProviderClient>> OpenAsync(AccountConnection connection, CallLane lane, CancellationToken ct)
    {
        try
        {
            return await clients.OpenAsync(connection, lane, ct);
        }
        catch (ProviderException fault)
        {
            return ProviderProblems.From(fault);
        }
    }

    /// <summary>Drops the open connections of an account.</summary>
    internal void Close(AccountId account) => reach.Forget(account);

    /// <summary>The settings that adapters know.</summary>
    internal static ProviderSettings SettingsOf(JsonObject? settings) => new(settings?["insecureTls"]?.GetValue<bool>() ?? false);

    private Dictionary<string, string> Open(AccountId account, byte[] sealedCredentials)
    {
        var plain = secrets.Open(Purpose(account), sealedCredentials);
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(plain, Json.Options)!;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static string Purpose(AccountId account) => $"account:{account}";
}
