using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Yunqiao.Simulators.Frame;

namespace Yunqiao.Simulators.Docker;

/// <summary>A Docker Engine, API 1.41 (https://docs.docker.com/reference/api/engine/version/v1.41/).</summary>
public sealed partial class DockerCloud : ISimulatedCloud
{
    internal const string ApiVersion = "1.41";

    private readonly DockerState state;

    /// <summary>An engine with the estate that the options ask for.</summary>
    public DockerCloud(SimulatorOptions options, TimeProvider clock)
    {
        state = new DockerState(options.Seed, clock);
        DockerEstate.Fill(state, options.Machines);
    }

    /// <inheritdoc />
    public IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>();

    /// <inheritdoc />
    public void Map(WebApplication app)
    {
        app.Use((context, next) =>
        {
            context.Response.Headers["Api-Version"] = ApiVersion;
            context.Response.Headers["Docker-Experimental"] = "false";
            context.Response.Headers["Ostype"] = "linux";
            context.Response.Headers.Server = "Docker/20.10.24 (linux)";
            return next(context);
        });
        SystemRoutes.Map(app, state);
        ContainerRoutes.Map(app, state);
        ContainerOutputRoutes.Map(app, state);
        ImageRoutes.Map(app, state);
        NetworkRoutes.Map(app, state);
        VolumeRoutes.Map(app, state);
        app.MapFallback(context => DockerReply.ErrorAsync(context, 404, "page not found"));
    }

    /// <inheritdoc />
    public string PlainPath(string path) => VersionPrefix().Replace(path, "/");

    /// <inheritdoc />
    public bool IsStream(string path) => path == "/events" || path.EndsWith("/logs", StringComparison.Ordinal) || path == "/images/create";

    /// <inheritdoc />
    public JsonNode Error(string message) => new JsonObject { ["message"] = message };

    /// <inheritdoc />
    public void Distort(JsonNode document)
    {
        foreach (var thing in document is JsonArray rows ? rows.OfType<JsonObject>() : [document as JsonObject ?? []])
        {
            if (thing["State"] is JsonObject told)
            {
                told["Status"] = "hibernating";
            }
            else if (thing["State"] is JsonValue)
            {
                thing["State"] = "hibernating";
            }
        }
    }

    [GeneratedRegex(@"^/v\d+\.\d+/", RegexOptions.NonBacktracking)]
    private static partial Regex VersionPrefix();
}
