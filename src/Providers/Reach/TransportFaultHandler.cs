using System.Security.Authentication;

namespace Yunqiao.Providers;

/// <summary>
/// Turns failures of the transport into faults. What matters is whether the request can have reached the peer: if so a
/// mutation is <see cref="FaultKind.Ambiguous"/>, a read merely <see cref="FaultKind.Unavailable"/>.
/// </summary>
internal sealed class TransportFaultHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A request that carries no body is sent again by the handler below when a kept connection turns out to be closed,
        // although the peer may have executed it. An empty body stops that.
        request.Content ??= TransportFault.IsMutation(request) ? new ByteArrayContent([]) : null;
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            response.Content = new GuardedContent(response.Content, request);
            return response;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody cancelled: the time for connecting was over.
            throw new ProviderException(FaultKind.Unavailable, "The peer did not accept the connection in time.", e)
            {
                VendorCode = "connection.TimedOut",
                NothingSent = true,
            };
        }
        catch (HttpRequestException e)
        {
            throw TransportFault.From(e, request);
        }
        catch (IOException e)
        {
            throw TransportFault.From(e, request);
        }
    }
}

/// <summary>Which fault a failure of the transport is.</summary>
internal static class TransportFault
{
    public static bool IsMutation(HttpRequestMessage request) => request.Method != HttpMethod.Get && request.Method != HttpMethod.Head;

    public static ProviderException From(Exception error, HttpRequestMessage request)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is ProviderException fault)
            {
                return fault;
            }
        }

        if (RefusedClientCertificate(error))
        {
            // The peer refuses after our side of a TLS 1.3 handshake is over, when the first answer is read.
            return new ProviderException(FaultKind.Auth, "The peer refuses the client certificate, or asks for one and none was given.", error)
            {
                VendorCode = "tls.clientCertificate",
                NothingSent = true,
            };
        }

        return error switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new ProviderException(
                FaultKind.Unavailable, "The peer does not speak TLS on this port, or broke off the handshake.", error)
            {
                VendorCode = "tls.handshake",
                NothingSent = true,
            },
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => new ProviderException(
                FaultKind.Unavailable, "The peer is out of reach.", error)
            {
                VendorCode = "connection",
                NothingSent = true,
            },
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } when !IsMutation(request) => new ProviderException(
                FaultKind.Bug, "The peer does not answer with HTTP.", error)
            { VendorCode = "http" },
            _ => Broken(error, request),
        };
    }

    public static ProviderException Broken(Exception? error, HttpRequestMessage request) => IsMutation(request)
        ? new ProviderException(FaultKind.Ambiguous, "The connection broke before the answer was complete.", error) { VendorCode = "connection.broken" }
        : new ProviderException(FaultKind.Unavailable, "The connection broke before the answer was complete.", error) { VendorCode = "connection.broken" };

    /// <summary>OpenSSL names the alert in its text only: "tlsv13 alert certificate required", "sslv3 alert bad certificate".</summary>
    private static bool RefusedClientCertificate(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is not (AuthenticationException or HttpRequestException or IOException)
                && cause.Message.Contains("alert", StringComparison.OrdinalIgnoreCase)
                && cause.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
