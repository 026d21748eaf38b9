using System.CommandLine;
using Yunqiao.Client;

namespace Yunqiao.Cli.Commands;

internal static class ProviderCommands
{
    public static Command Build()
    {
        var list = new Command("list", Words.Of("The clouds that can be connected, and what each needs.", "可连接的云及所需信息。"));
        list.SetAction(Output.Run(async (parsed, client, ct) =>
        {
            var providers = await client.GetAsync<IReadOnlyList<Provider>>("providers", ct);
            return parsed.GetValue(Connection.AsJson)
                ? Output.AsJson(providers)
                : Output.Table(
                    ["id", "name", "endpoint", "credentials"],
                    providers.Select(p => new[]
                    {
                        p.Id,
                        p.Name,
                        p.DefaultEndpoint,
                        string.Join(' ', p.Credentials.Select(c => c.Required ? c.Name : $"[{c.Name}]")),
                    }));
        }));
        return new Command("provider", Words.Of("Kinds of clouds.", "云的种类。")) { list };
    }
}
