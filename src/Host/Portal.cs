using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Yunqiao.Host;

/// <summary>
/// Serves the built portal. Every path that is no file and no endpoint is the portal's own address, so it gets the start
/// page. Files below <c>assets/</c> carry a hash in their name and never change.
/// </summary>
internal sealed class Portal(IFileProvider files)
{
    private const string StartPage = "/index.html";
    private static readonly string[] Reserved = ["/api", "/openapi", "/health", "/metrics"];
    private static readonly (string Name, string Extension)[] Encodings = [("br", ".br"), ("gzip", ".gz")];
    private readonly FileExtensionContentTypeProvider types = new();

    /// <summary>Adds the portal behind the API; without a built portal the server is an API alone.</summary>
    internal static void Use(WebApplication app)
    {
        if (Folder(app.Configuration) is { } folder)
        {
            var portal = new Portal(new PhysicalFileProvider(folder));
            app.Use((http, next) => Serves(http) ? portal.AnswerAsync(http) : next(http));
        }
    }

    // The folder that is configured, else the one of a release, else the one of a source tree.
    private static string? Folder(IConfiguration configuration)
    {
        if (configuration["Server:PortalFolder"] is { Length: > 0 } configured)
        {
            return Directory.Exists(configured) ? Path.GetFullPath(configured) : null;
        }

        var release = Path.Combine(AppContext.BaseDirectory, "portal");
        if (Directory.Exists(release))
        {
            return release;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Yunqiao.slnx")))
            {
                var built = Path.Combine(folder.FullName, "web", "dist");
                return Directory.Exists(built) ? built : null;
            }
        }

        return null;
    }

    private static bool Serves(HttpContext http) =>
        http.GetEndpoint() is null
        && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        && !Array.Exists(Reserved, prefix => http.Request.Path.StartsWithSegments(prefix));

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        var file = files.GetFileInfo(path);
        if (!file.Exists)
        {
            if (path.StartsWith("/assets/", StringComparison.Ordinal))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            path = StartPage;
            file = files.GetFileInfo(path);
            if (!file.Exists)
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
        }

        var response = http.Response;
        response.ContentType = types.TryGetContentType(path, out var type) ? type : "application/octet-stream";
        response.Headers.CacheControl = path.StartsWith("/assets/", StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "no-cache";
        var (variant, encoding) = Variant(path, file, http.Request.Headers.AcceptEncoding.ToString());
        response.Headers.Vary = "Accept-Encoding";
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }

        var tag = $"\"{variant.LastModified.UtcTicks:x}-{variant.Length:x}\"";
        response.Headers.ETag = tag;
        if (http.Request.Headers.IfNoneMatch == tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentLength = variant.Length;
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await response.SendFileAsync(variant, http.RequestAborted);
        }
    }

    private (IFileInfo File, string? Encoding) Variant(string path, IFileInfo plain, string accepted)
    {
        foreach (var (name, extension) in Encodings)
        {
            if (accepted.Contains(name, StringComparison.OrdinalIgnoreCase) && files.GetFileInfo(path + extension) is { Exists: true } packed)
            {
                return (packed, name);
            }
        }

        return (plain, null);
    }
}
