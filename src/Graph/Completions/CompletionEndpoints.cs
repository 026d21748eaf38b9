using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Graph.Queries;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Completions;

internal static class CompletionEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/resources/complete", CompleteAsync).WithTags("Resources").WithName("completeQuery")
            .WithSummary("What may stand at a place of a query: keys, operators and values, with the characters that each replaces")
            .WithMetadata(EndpointAccess.Read(Permission.ResourcesRead))
            .Produces<Completion>();

    /// <param name="q">The query as far as it is written.</param>
    /// <param name="at">The place, in characters from the start; the end when it is not given.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="completion">Knows it.</param>
    /// <param name="ct">Cancels.</param>
    private static async Task<Result<Completion>> CompleteAsync(string? q, int? at, Caller caller, QueryCompletion completion, CancellationToken ct)
    {
        var text = q ?? "";
        return text.Length > QueryParser.MaximumLength
            ? QueryProblems.TooLong.At(new SourceSpan(QueryParser.MaximumLength, text.Length - QueryParser.MaximumLength), ("limit", $"{QueryParser.MaximumLength}"))
            : await completion.AtAsync(text, at ?? text.Length, caller.Scope, caller.Language, ct);
    }
}
