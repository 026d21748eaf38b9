using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Api.Edge;
using Yunqiao.Kernel;

namespace Yunqiao.Api.Problems;

/// <summary>
/// The page that the <c>type</c> of every problem leads to: the catalogue, an anchor per code, in the reader's language. Plain,
/// without scripts, and served without a session, because one of the problems is that there is none.
/// </summary>
internal static class ErrorsPage
{
    /// <summary>Where it is.</summary>
    internal const string Path = "/docs/errors";

    private static readonly LocalizedText Title = new("Errors of Yunqiao", "云桥错误码");
    private static readonly LocalizedText Retryable = new("the same request may succeed later", "同一请求稍后可能成功");

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, (HttpContext http, ProblemCatalog catalog) => Show(http, catalog))
            .ExcludeFromDescription()
            .WithMetadata(EndpointAccess.Anonymous);

    private static IResult Show(HttpContext http, ProblemCatalog catalog)
    {
        http.Response.Headers.Vary = "Accept-Language";
        return Results.Content(Write(catalog, RequestLanguage.Of(http)), "text/html; charset=utf-8");
    }

    private static string Write(ProblemCatalog catalog, Language language)
    {
        var page = new StringBuilder();
        var title = Text(Title.In(language));
        page.Append($"<!doctype html><html lang=\"{(language == Language.Chinese ? "zh-CN" : "en")}\"><head><meta charset=\"utf-8\">");
        page.Append($"<meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>");
        page.Append("<style>body{font:15px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}code{font-size:1em}");
        page.Append("section{border-top:1px solid #8885;padding:.75rem 0}section:target{outline:2px solid #2f6feb;outline-offset:.25rem}h2{margin:0;font-size:1.1rem}p{margin:.35rem 0}</style>");
        page.Append($"</head><body><main><h1>{title}</h1>");
        foreach (var type in catalog.All)
        {
            page.Append($"<section id=\"{Text(type.Code)}\"><h2><code>{Text(type.Code)}</code></h2>");
            page.Append($"<p>{type.Status}{(type.Retryable ? $" · {Text(Retryable.In(language))}" : "")}</p>");
            page.Append($"<p><strong>{Text(type.Title.In(language))}</strong></p><p>{Text(type.New().DetailIn(language))}</p></section>");
        }

        return page.Append("</main></body></html>").ToString();
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
