using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Yunqiao.Simulators.Frame;

/// <summary>A certificate authority made on the spot, for peers that speak TLS and for clients that prove themselves with a certificate.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private readonly X509Certificate2 root;
    private readonly TimeProvider clock;

    /// <summary>A new authority whose certificates are good for a day.</summary>
    public CertificateAuthority(string name, TimeProvider clock)
    {
        this.clock = clock;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        root = request.CreateSelfSigned(clock.GetUtcNow().AddDays(-400), clock.GetUtcNow().AddDays(2));
    }

    /// <summary>The authority's certificate.</summary>
    public X509Certificate2 Root => root;

    /// <summary>The authority's certificate in PEM.</summary>
    public string Pem => root.ExportCertificatePem();

    /// <summary>Issues a certificate for a server, reachable by the given host names or addresses.</summary>
    public IssuedCertificate IssueServer(string commonName, IReadOnlyList<string> hosts, bool expired = false) =>
        Issue(commonName, hosts, "1.3.6.1.5.5.7.3.1", expired);

    /// <summary>Issues a certificate for a client.</summary>
    public IssuedCertificate IssueClient(string commonName, bool expired = false) => Issue(commonName, [], "1.3.6.1.5.5.7.3.2", expired);

    /// <inheritdoc />
    public void Dispose() => root.Dispose();

    private IssuedCertificate Issue(string commonName, IReadOnlyList<string> hosts, string purpose, bool expired)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        if (hosts.Count > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            foreach (var host in hosts)
            {
                if (IPAddress.TryParse(host, out var address))
                {
                    names.AddIpAddress(address);
                }
                else
                {
                    names.AddDnsName(host);
                }
            }

            request.CertificateExtensions.Add(names.Build());
        }

        var now = clock.GetUtcNow();
        var (from, to) = expired ? (now.AddDays(-3), now.AddDays(-1)) : (now.AddDays(-1), now.AddDays(1));
        using var certificate = request.Create(root, from, to, RandomNumberGenerator.GetBytes(16));
        return new IssuedCertificate(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}

/// <summary>A certificate and its private key, both in PEM.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Key">The key, PKCS #8, not encrypted.</param>
internal sealed record IssuedCertificate(string Certificate, string Key);
