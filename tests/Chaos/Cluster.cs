using System.Text.Json.Nodes;
using Yunqiao.Client;
using Yunqiao.Simulators.Docker;
using Yunqiao.Simulators.Frame;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Chaos;

/// <summary>Server processes that share one data folder, and a simulated Docker engine that counts what was made in it.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string folder = TemporaryFolder.Create("yunqiao-chaos-");
    private readonly List<ServerProcess> servers = [];
    private readonly List<YunqiaoClient> clients = [];
    private readonly HttpClient http = new();

    private Cluster(Simulator cloud) => Cloud = cloud;

    /// <summary>The simulated engine.</summary>
    public Simulator Cloud { get; }

    /// <summary>The folder with the database and the key.</summary>
    public string DataFolder => Path.Combine(folder, "d");

    public static async Task<Cluster> StartAsync(int machines = 3)
    {
        var options = new SimulatorOptions(Machines: machines);
        return new Cluster(await Simulator.StartAsync(new DockerCloud(options, TimeProvider.System), options, TimeProvider.System));
    }

    /// <summary>Starts a server with the roles that are named, or with all; of another release when its program is named.</summary>
    public async Task<ServerProcess> StartServerAsync(string roles = "api,worker", string? binary = null)
    {
        var options = new ServerOptions { DataFolder = DataFolder, Binary = binary, Environment = new Dictionary<string, string> { ["Server__Roles"] = roles } };
        var server = await ServerProcess.StartAsync(options, CancellationToken.None);
        servers.Add(server);
        return server;
    }

    public async Task<YunqiaoClient> SignInAsync(ServerProcess server)
    {
        using var anonymous = new YunqiaoClient(server.Address, null, "en");
        var body = new { user = "admin", password = ServerOptions.AdministratorPassword };
        var signedIn = await anonymous.PostAsync<SignedIn>("session", body, CancellationToken.None);
        var client = new YunqiaoClient(server.Address, signedIn.Token, "en");
        clients.Add(client);
        return client;
    }

    /// <summary>Connects the simulated engine and waits for its first sync.</summary>
    public async Task<Account> ConnectAsync(YunqiaoClient client)
    {
        var body = new { name = "engine", provider = "docker", endpoint = Cloud.Endpoint, credentials = new { }, settings = new { } };
        var account = await client.PostAsync<Account>("accounts", body, CancellationToken.None);
        return await Eventually.GetAsync(
            "the first sync",
            async () =>
            {
                var now = await client.GetAsync<Account>($"accounts/{account.Id}", CancellationToken.None);
                return now.Sync.Units.Count > 0 && now.Sync.Units.All(unit => unit.LastSuccessAt is not null) ? now : null;
            },
            TimeSpan.FromSeconds(30));
    }

    /// <summary>Names of the containers in the engine that were made by an operation, as the engine itself tells.</summary>
    public async Task<IReadOnlyList<string>> MadeAsync()
    {
        var filters = Uri.EscapeDataString("""{"label":["yunqiao.intent"]}""");
        var answer = await http.GetStringAsync($"{Cloud.Endpoint}/v1.41/containers/json?all=1&filters={filters}");
        return [.. JsonNode.Parse(answer)!.AsArray().Select(container => container!["Names"]![0]!.GetValue<string>().TrimStart('/')).Order()];
    }

    /// <summary>The states of the containers of a name, as the engine itself tells.</summary>
    public async Task<IReadOnlyList<string>> StatesAsync(string name)
    {
        var answer = await http.GetStringAsync($"{Cloud.Endpoint}/v1.41/containers/json?all=1");
        return [.. JsonNode.Parse(answer)!.AsArray()
            .Where(container => container!["Names"]![0]!.GetValue<string>() == "/" + name).Select(container => container!["State"]!.GetValue<string>())];
    }

    /// <summary>Asks for a container of an image that the engine has.</summary>
    public static async Task<Operation> CreateAsync(YunqiaoClient client, Account account, string name)
    {
        var body = new { kind = "container/container", account = account.Id, name, attributes = new { image = "nginx:1.27", start = false }, tags = new { } };
        return (await client.PostAsync<Started>("resources", body, CancellationToken.None)).Operation!;
    }

    /// <summary>The operation when nothing more will happen by itself. A server that is gone for a moment is asked again.</summary>
    public static Task<Operation> EndAsync(YunqiaoClient client, Guid operation, TimeSpan within) =>
        Eventually.GetAsync(
            $"the end of operation {operation}",
            async () =>
            {
                try
                {
                    var now = await client.GetAsync<Operation>($"operations/{operation}", CancellationToken.None);
                    return now.Ended ? now : null;
                }
                catch (YunqiaoException error) when (error.Problem.Retryable)
                {
                    return null;
                }
            },
            within);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
        {
            client.Dispose();
        }

        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        http.Dispose();
        await Cloud.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
