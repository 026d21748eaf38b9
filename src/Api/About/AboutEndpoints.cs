using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Yunqiao.Kernel;
using Yunqiao.Storage;

namespace Yunqiao.Api.About;

/// <summary>What is running here.</summary>
/// <param name="Version">The release.</param>
/// <param name="Commit">The commit that was built, if the build knew it.</param>
/// <param name="StartedAt">When this server process started.</param>
/// <param name="Storage">The database.</param>
/// <param name="Roles">What this server process does: <c>api</c>, <c>worker</c>.</param>
public sealed record ServerDescription(
    string Version, string? Commit, DateTimeOffset StartedAt, StorageDescription Storage, IReadOnlyList<string> Roles);

/// <summary>The database behind the server.</summary>
/// <param name="Mode"><c>embedded</c> or <c>external</c>.</param>
/// <param name="Version">PostgreSQL's version.</param>
public sealed record StorageDescription(string Mode, string Version);

/// <summary>The release and the database of this server.</summary>
internal static class AboutEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/about", Show).WithName("getAbout").WithTags("About").WithSummary("The release and the database of this server")
            .WithMetadata(EndpointAccess.Read(Permission.Self));

    private static Result<ServerDescription> Show(ServerState state, ServerRoles roles, StorageServer storage) =>
        new ServerDescription(
            ServerState.Version,
            ServerState.Commit,
            state.StartedAt,
            new StorageDescription(storage.Mode, storage.Version),
            roles.Names);
}
