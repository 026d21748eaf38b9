using Microsoft.AspNetCore.Http;
using Yunqiao.Kernel;
using Yunqiao.Tenancy.Sessions;

namespace Yunqiao.Api.Access;

/// <summary>Finds out who sent a request: a bearer token, or the session cookie.</summary>
internal sealed class Authentication(RequestDelegate next)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext http, SignIn signIn)
    {
        var access = http.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>();
        if (access is { Permission: not null } && Credential(http.Request) is { } credential)
        {
            if (await signIn.IdentifyAsync(credential.Token, http.RequestAborted) is { } identity)
            {
                http.Features.Set(new SignedIn(identity, identity.CallerIn(Edge.RequestLanguage.Of(http)), credential.ByCookie));
            }
        }

        await next(http);
    }

    private static (string Token, bool ByCookie)? Credential(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return (header[Scheme.Length..].Trim(), false);
        }

        return request.Cookies[SessionCookie.Name] is { Length: > 0 } cookie ? (cookie, true) : null;
    }
}

/// <summary>Who sent the request, once that is known.</summary>
/// <param name="Identity">As the credential's look-up found it.</param>
/// <param name="Caller">As handlers see it.</param>
/// <param name="ByCookie">Whether a browser sent the credential by itself.</param>
internal sealed record SignedIn(Identity Identity, Caller Caller, bool ByCookie)
{
    internal static SignedIn? Of(HttpContext http) => http.Features.Get<SignedIn>();
}
