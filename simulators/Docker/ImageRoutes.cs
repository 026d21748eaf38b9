using System.Text.Json.Nodes;

namespace Yunqiao.Simulators.Docker;

/// <summary>
/// Images, and a registry behind them that has every name but these: <c>private/…</c> needs a sign-in, the tag <c>missing</c> does not exist,
/// a host that ends in <c>.invalid</c> cannot be reached.
/// </summary>
internal static class ImageRoutes
{
    public static void Map(WebApplication app, DockerState state)
    {
        app.MapGet("/images/json", context => ListAsync(context, state));
        app.MapPost("/images/create", context => PullAsync(context, state));
        app.MapGet("/images/{**rest}", context => LookAsync(context, state));
        app.MapDelete("/images/{**name}", context => RemoveAsync(context, state));
    }

    private static Task ListAsync(HttpContext context, DockerState state)
    {
        lock (state.Gate)
        {
            return DockerReply.JsonAsync(context, 200, new JsonArray([.. state.Images.Values.Select(image => (JsonNode)DockerDocuments.ImageRow(image))]));
        }
    }

    private static Task LookAsync(HttpContext context, DockerState state)
    {
        var rest = (string)context.Request.RouteValues["rest"]!;
        if (!rest.EndsWith("/json", StringComparison.Ordinal))
        {
            return DockerReply.ErrorAsync(context, 404, "page not found");
        }

        var name = rest[..^"/json".Length];
        lock (state.Gate)
        {
            return state.FindImage(name) is { } image
                ? DockerReply.JsonAsync(context, 200, image.DeepClone())
                : DockerReply.ErrorAsync(context, 404, $"No such image: {DockerState.WithTag(name)}");
        }
    }

    private static async Task PullAsync(HttpContext context, DockerState state)
    {
        var name = context.Request.Query["fromImage"].FirstOrDefault() ?? "";
        var tag = context.Request.Query["tag"].FirstOrDefault() is { Length: > 0 } given ? given : "latest";
        if (name.Length == 0 || name.Any(char.IsUpper) || name.Contains(' ', StringComparison.Ordinal))
        {
            await DockerReply.ErrorAsync(context, 400, "invalid reference format: repository name must be lowercase");
            return;
        }

        if (name.Split('/')[0].EndsWith(".invalid", StringComparison.Ordinal))
        {
            await DockerReply.ErrorAsync(context, 500, $"Get \"https://{name.Split('/')[0]}/v2/\": dial tcp: lookup {name.Split('/')[0]}: no such host");
            return;
        }

        if (name.StartsWith("private/", StringComparison.Ordinal))
        {
            await DockerReply.ErrorAsync(
                context, 404, $"pull access denied for {name}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied");
            return;
        }

        if (tag == "missing")
        {
            await DockerReply.ErrorAsync(context, 404, $"manifest for {name}:{tag} not found: manifest unknown: manifest unknown");
            return;
        }

        context.Response.ContentType = "application/json";
        await TransferAsync(context, state, name, tag);
    }

    private static async Task TransferAsync(HttpContext context, DockerState state, string name, string tag)
    {
        const int Size = 30_000_000;
        var reference = DockerState.Familiar($"{name}:{tag}");
        var layer = state.NewId()[..12];
        await DockerReply.LineAsync(context, new JsonObject { ["status"] = $"Pulling from {name}", ["id"] = tag });
        await DockerReply.LineAsync(context, new JsonObject { ["status"] = "Pulling fs layer", ["progressDetail"] = new JsonObject(), ["id"] = layer });
        for (var part = 1; part <= 4; part++)
        {
            await DockerReply.LineAsync(context, new JsonObject
            {
                ["status"] = "Downloading",
                ["progressDetail"] = new JsonObject { ["current"] = Size / 4 * part, ["total"] = Size },
                ["progress"] = "[=>  ]",
                ["id"] = layer,
            });
        }

        bool had;
        lock (state.Gate)
        {
            had = state.FindImage(reference) is not null;
            if (!had)
            {
                var id = "sha256:" + state.NewId();
                state.Images[id] = DockerDocuments.Image(id, [reference], Size, state.Now);
            }

            state.Tell("image", "pull", reference, new JsonObject { ["name"] = name });
        }

        await DockerReply.LineAsync(context, new JsonObject { ["status"] = "Pull complete", ["progressDetail"] = new JsonObject(), ["id"] = layer });
        await DockerReply.LineAsync(context, new JsonObject
        {
            ["status"] = had ? $"Status: Image is up to date for {reference}" : $"Status: Downloaded newer image for {reference}",
        });
    }

    private static Task RemoveAsync(HttpContext context, DockerState state)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        lock (state.Gate)
        {
            if (state.FindImage(name) is not { } image)
            {
                return DockerReply.ErrorAsync(context, 404, $"No such image: {DockerState.WithTag(name)}");
            }

            var id = image["Id"]!.GetValue<string>();
            var tags = image["RepoTags"]!.AsArray();
            if (state.Containers.Values.FirstOrDefault(c => DockerState.Is(c["Image"], id)) is { } user)
            {
                return DockerReply.ErrorAsync(
                    context, 409, $"conflict: unable to remove repository reference \"{name}\" (must force) - container {user["Id"]!.GetValue<string>()[..12]} is using its referenced image");
            }

            var byTag = tags.FirstOrDefault(tag => DockerState.Is(tag, DockerState.WithTag(name)));
            var report = new JsonArray();
            if (byTag is not null && tags.Count > 1)
            {
                tags.Remove(byTag);
                report.Add(new JsonObject { ["Untagged"] = name });
                state.Tell("image", "untag", id, new JsonObject { ["name"] = name });
            }
            else
            {
                state.Images.Remove(id);
                report.Add(new JsonObject { ["Deleted"] = id });
                state.Tell("image", "delete", id, new JsonObject { ["name"] = name });
            }

            return DockerReply.JsonAsync(context, 200, report);
        }
    }
}
