using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Yunqiao.Providers;

/// <summary>Who we are to a TLS peer and whom we take the peer to be, from credentials in PEM.</summary>
internal static class TlsIdentity
{
    /// <summary>The certificates of the authority that signed the peer's certificate; without them the system's roots count.</summary>
    public const string CaCertificate = "caCertificate";

    /// <summary>Our certificate, its chain after it if there is one.</summary>
    public const string ClientCertificate = "clientCertificate";

    /// <summary>The private key of our certificate, not encrypted.</summary>
    public const string ClientKey = "clientKey";

    /// <summary>Whether any certificate is given.</summary>
    public static bool IsGiven(IReadOnlyDictionary<string, string> credentials) =>
        Given(credentials, CaCertificate) is not null || Given(credentials, ClientCertificate) is not null;

    /// <summary>The options of a handshake. Fails with <see cref="FaultKind.Invalid"/> that names the credential which cannot be read.</summary>
    public static SslClientAuthenticationOptions Options(IReadOnlyDictionary<string, string> credentials, bool insecure)
    {
        var options = new SslClientAuthenticationOptions();
        if (insecure)
        {
#pragma warning disable CA5359 // The account's owner asked for it: settings.insecureTls, for self-signed peers.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else
        {
            options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Check(certificate, chain, errors);
            if (Given(credentials, CaCertificate) is { } authority)
            {
                options.CertificateChainPolicy = Trusting(Authorities(authority));
            }
        }

        if (Own(credentials) is { } own)
        {
            options.ClientCertificateContext = own;
        }

        return options;
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static X509Certificate2Collection Authorities(string pem)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw Unreadable(CaCertificate, e);
        }

        return authorities.Count > 0 ? authorities : throw Unreadable(CaCertificate, null);
    }

    private static SslStreamCertificateContext? Own(IReadOnlyDictionary<string, string> credentials)
    {
        var (certificate, key) = (Given(credentials, ClientCertificate), Given(credentials, ClientKey));
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            throw new ProviderException(FaultKind.Invalid, $"{ClientCertificate} and {ClientKey} belong together; one of them is missing.")
            {
                VendorCode = "credential",
                NothingSent = true,
            };
        }

        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(certificate);
        }
        catch (CryptographicException e)
        {
            throw Unreadable(ClientCertificate, e);
        }

        try
        {
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), chain, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Unreadable(ClientKey, e);
        }
    }

    /// <summary>Says which check failed; a bare "rejected" would leave a person guessing.</summary>
    private static bool Check(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        throw errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) || certificate is null
            ? Distrusted("tls.certificateMissing", "The peer showed no certificate.")
            : status.HasFlag(X509ChainStatusFlags.NotTimeValid)
                ? Distrusted("tls.expired", $"The peer's certificate is not valid now: it ended {certificate.GetExpirationDateString()}, or has not begun.")
                : errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
                    ? Distrusted("tls.untrusted", "The peer's certificate was not signed by an authority that is trusted here; give its authority's certificate.")
                    : Distrusted("tls.name", "The peer's certificate is for another host name than the endpoint's.");
    }

    private static ProviderException Distrusted(string code, string message) =>
        new(FaultKind.Auth, message) { VendorCode = code, NothingSent = true };

    private static ProviderException Unreadable(string credential, Exception? cause) =>
        new(FaultKind.Invalid, $"The credential {credential} is not readable PEM, or does not fit the others; keys must not be encrypted.", cause)
        {
            VendorCode = "credential",
            NothingSent = true,
        };

    private static string? Given(IReadOnlyDictionary<string, string> credentials, string name) =>
        credentials.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;
}
