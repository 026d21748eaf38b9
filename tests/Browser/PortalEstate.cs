using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using Yunqiao.Client;
using Yunqiao.Simulators.Docker;
using Yunqiao.Simulators.Frame;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Browser;

/// <summary>A real server with the built portal, and the Docker engine that it finds on its machine.</summary>
public sealed class PortalEstate : IAsyncLifetime
{
    private readonly string data = TemporaryFolder.Create("yunqiao-portal-");
    private readonly Lazy<Task<string>> signedIn;
    private readonly ConcurrentDictionary<(string Language, bool IsSignedIn), Lazy<Task<IBrowserContext>>> contexts = new();
    private readonly Lazy<Task<Guid>> joined;
    private readonly Lazy<Task<(Guid Batch, Guid Stuck)>> failed;
    private Task<(Guid Container, Guid Operation)>? sample;
    private Simulator? simulator;

    public PortalEstate()
    {
        signedIn = new Lazy<Task<string>>(SignInAsync);
        joined = new Lazy<Task<Guid>>(MakeJoinedAsync);
        failed = new Lazy<Task<(Guid, Guid)>>(MakeFailedAsync);
    }

    public ServerProcess Server { get; private set; } = null!;

    public DockerEngine Engine { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Engine = await DockerEngine.SharedAsync();
        Server = await ServerProcess.StartAsync(
            new ServerOptions
            {
                DataFolder = Path.Combine(data, "d"),
                Environment = new Dictionary<string, string> { ["DOCKER_HOST"] = Engine.Endpoint },
            },
            CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        if (simulator is not null)
        {
            await simulator.DisposeAsync();
        }

        Directory.Delete(data, recursive: true);
    }

    /// <summary>A page that nobody has signed in on.</summary>
    public async Task<PortalPage> OpenAsync(Look look) => await PortalPage.OpenAsync(this, look, null);

    /// <summary>A page of the signed-in administrator.</summary>
    public async Task<PortalPage> OpenSignedInAsync(Look look)
    {
        return await PortalPage.OpenAsync(this, look, await signedIn.Value);
    }

    /// <summary>
    /// A new page in a context that is kept for the language, so that its caches are warm; signed in as the administrator or not.
    /// </summary>
    public async Task<PortalPage> OpenKeptAsync(string language, bool isSignedIn)
    {
        var context = await contexts.GetOrAdd((language, isSignedIn), key => new Lazy<Task<IBrowserContext>>(async () =>
        {
            var browser = await Chromium.SharedAsync();
            return await browser.NewContextAsync((Look.Default with { Language = key.Language }).Context(key.IsSignedIn ? await signedIn.Value : null));
        })).Value;
        return await PortalPage.OpenAsync(this, context, Look.Default with { Language = language });
    }

    /// <summary>
    /// An address with <c>{container}</c>, <c>{operation}</c>, <c>{joined}</c>, a container that two accounts see, <c>{batch}</c>, an
    /// operation on many of which one failed, and <c>{stuck}</c>, one that needs a person, replaced by ids of things that are there.
    /// Something is in the recycle bin too.
    /// </summary>
    public async Task<string> FillAsync(string path)
    {
        if (path.Contains("{joined}", StringComparison.Ordinal))
        {
            path = path.Replace("{joined}", (await joined.Value).ToString(), StringComparison.Ordinal);
        }

        if (path.Contains("{batch}", StringComparison.Ordinal) || path.Contains("{stuck}", StringComparison.Ordinal) || path == "/recycle-bin")
        {
            var (batch, stuck) = await failed.Value;
            path = path
                .Replace("{batch}", batch.ToString(), StringComparison.Ordinal)
                .Replace("{stuck}", stuck.ToString(), StringComparison.Ordinal);
        }

        sample ??= MakeSampleAsync();
        var (container, operation) = await sample;
        return path
            .Replace("{container}", container.ToString(), StringComparison.Ordinal)
            .Replace("{operation}", operation.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A client of the administrator.</summary>
    public async Task<YunqiaoClient> ClientAsync()
    {
        using var anonymous = new YunqiaoClient(Server.Address, null, "en");
        var signedInAs = await anonymous.PostAsync<SignedIn>(
            "session", new { user = "admin", password = ServerOptions.AdministratorPassword }, CancellationToken.None);
        return new YunqiaoClient(Server.Address, signedInAs.Token, "en");
    }

    /// <summary>A container of another account, a simulated one, that stands for itself.</summary>
    public async Task<Guid> MakeSimulatedAsync(YunqiaoClient client, string name)
    {
        var options = new SimulatorOptions(Machines: 1);
        simulator ??= await Simulator.StartAsync(new DockerCloud(options, TimeProvider.System), options, TimeProvider.System);
        var accounts = await client.GetAsync<ListPage<Account>>("accounts", CancellationToken.None);
        var account = accounts.Items.FirstOrDefault(each => each.Name == "simulated")
            ?? await client.PostAsync<Account>(
                "accounts",
                new { name = "simulated", provider = "docker", endpoint = simulator.Endpoint, credentials = new { }, settings = new { } },
                CancellationToken.None);
        return (await CreateAsync(client, account.Id, name, "nginx:1.27")).Resources![0].Id;
    }

    /// <summary>
    /// A batch that recycles two simulated containers of a name's beginning: one goes into the bin, the other is protected and fails.
    /// </summary>
    public async Task<(Guid Batch, Guid Protected)> MakeBatchAsync(YunqiaoClient client, string name)
    {
        await MakeSimulatedAsync(client, name + "-free");
        var held = await MakeSimulatedAsync(client, name + "-held");
        await client.PatchAsync<Resource>($"resources/{held}", new { deletionProtection = true }, CancellationToken.None);
        var body = new { query = $"kind:container/container name:{name}-*", expectedCount = 2 };
        var batch = await EndedAsync(client, (await client.PostAsync<Started>("resources/actions/recycle", body, CancellationToken.None)).Operation!);
        Assert.True(batch.State == "failed", $"{batch.State} {batch.Error?.Detail}");
        return (batch.Id, held);
    }

    /// <summary>An operation that cannot be taken back: its container does not start and cannot be removed.</summary>
    public async Task<Guid> MakeStuckAsync(YunqiaoClient client, string name)
    {
        await MakeSimulatedAsync(client, name + "-before");
        simulator!.Faults.Add(
            new FaultRule("POST /containers/*/start", SimulatedFault.Status, Times: 0, Status: 400, Message: "no start"),
            new FaultRule("DELETE /containers/*", SimulatedFault.Status, Times: 0, Status: 409, Message: "removal is held"));
        try
        {
            var accounts = await client.GetAsync<ListPage<Account>>("accounts", CancellationToken.None);
            var stuck = await StartAsync(client, accounts.Items.First(each => each.Name == "simulated").Id, name, "nginx:1.27");
            Assert.True(stuck.State == "needsAttention", $"{stuck.State} {stuck.Error?.Detail}");
            return stuck.Id;
        }
        finally
        {
            simulator.Faults.Clear();
        }
    }

    private async Task<(Guid Batch, Guid Stuck)> MakeFailedAsync()
    {
        using var client = await ClientAsync();
        return ((await MakeBatchAsync(client, "look")).Batch, await MakeStuckAsync(client, "look-stuck"));
    }

    private async Task<Guid> MakeJoinedAsync()
    {
        using var client = await ClientAsync();
        var (container, _) = await (sample ??= MakeSampleAsync());
        var own = await client.GetAsync<Resource>($"resources/{container}", CancellationToken.None);
        var leading = (await CreateAsync(client, own.Account!.Value, "shop", DockerEngine.Image)).Resources![0].Id;
        var other = await MakeSimulatedAsync(client, "shop");
        await client.PostAsync<Resource>($"resources/{leading}/link", new { resource = other }, CancellationToken.None);
        return leading;
    }

    private static async Task<Operation> CreateAsync(YunqiaoClient client, Guid account, string name, string image)
    {
        var started = await StartAsync(client, account, name, image);
        Assert.True(started.State == "succeeded", $"{started.State} {started.Error?.Detail}");
        return started;
    }

    private static async Task<Operation> StartAsync(YunqiaoClient client, Guid account, string name, string image)
    {
        var body = new
        {
            kind = "container/container",
            account,
            name,
            attributes = new { image, command = new[] { "sleep", "10000" } },
            tags = new { team = "payments" },
        };
        return await EndedAsync(client, (await client.PostAsync<Started>("resources", body, CancellationToken.None)).Operation!);
    }

    private static async Task<Operation> EndedAsync(YunqiaoClient client, Operation started)
    {
        await foreach (var operation in client.WatchAsync(started.Id, CancellationToken.None))
        {
            started = operation;
        }

        return started;
    }

    private async Task<(Guid Container, Guid Operation)> MakeSampleAsync()
    {
        using var client = await ClientAsync();
        var accounts = await client.GetAsync<ListPage<Account>>("accounts", CancellationToken.None);
        var account = accounts.Items.FirstOrDefault(each => each.Name != "simulated")
            ?? await client.PostAsync<Account>(
                "accounts",
                new { name = "local", provider = "docker", endpoint = Engine.Endpoint, credentials = new { }, settings = new { } },
                CancellationToken.None);
        var started = await CreateAsync(client, account.Id, "sample", DockerEngine.Image);
        return (started.Resources![0].Id, started.Id);
    }

    private async Task<string> SignInAsync()
    {
        await using var page = await OpenAsync(Look.Default);
        await page.SignInAsync();
        return await page.Page.Context.StorageStateAsync();
    }
}

/// <summary>A page in a browser context of its own that remembers what went wrong in it.</summary>
public sealed class PortalPage : IAsyncDisposable
{
    private readonly List<string> errors = [];

    private readonly bool ownsContext;

    private PortalPage(PortalEstate estate, IPage page, Look look, bool ownsContext)
    {
        this.ownsContext = ownsContext;
        Estate = estate;
        Page = page;
        Look = look;
    }

    public PortalEstate Estate { get; }

    public IPage Page { get; }

    public Look Look { get; }

    /// <summary>Errors of scripts and unexpected messages on the console so far.</summary>
    public IReadOnlyList<string> Errors => errors;

    public static async Task<PortalPage> OpenAsync(PortalEstate estate, Look look, string? storageState)
    {
        var browser = await Chromium.SharedAsync();
        return await OpenAsync(estate, await browser.NewContextAsync(look.Context(storageState)), look, ownsContext: true);
    }

    public static Task<PortalPage> OpenAsync(PortalEstate estate, IBrowserContext context, Look look) =>
        OpenAsync(estate, context, look, ownsContext: false);

    private static async Task<PortalPage> OpenAsync(PortalEstate estate, IBrowserContext context, Look look, bool ownsContext)
    {
        context.SetDefaultTimeout(15_000);
        var page = new PortalPage(estate, await context.NewPageAsync(), look, ownsContext);
        page.Page.PageError += (_, error) => page.errors.Add(error);
        page.Page.Console += (_, message) =>
        {
            // The browser itself reports answers such as 401 of the first session check; pages show them in words.
            if (message.Type is "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                page.errors.Add(message.Text);
            }
        };
        return page;
    }

    public Task GoToAsync(string path) => Page.GotoAsync(new Uri(Estate.Server.Address, path).ToString());

    public async Task SignInAsync()
    {
        await GoToAsync("/sign-in");
        await Page.GetByLabel("User name", new() { Exact = true }).FillAsync("admin");
        await Page.GetByLabel("Password", new() { Exact = true }).FillAsync(ServerOptions.AdministratorPassword);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Page.WaitForURLAsync(new Regex("^(?!.*sign-in).*$"));
    }

    /// <summary>A picture of the page as it is, in <c>tests/Browser/screenshots</c>.</summary>
    public Task KeepAsync(string name) => KeepAsync(name, Look);

    /// <summary>The same in another look, which the page was brought to.</summary>
    public async Task KeepAsync(string name, Look look)
    {
        var folder = Path.Combine(SourceTree.Root, "tests", "Browser", "screenshots");
        Directory.CreateDirectory(folder);
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{look.Suffix}.png"), Animations = ScreenshotAnimations.Disabled });
    }

    public async ValueTask DisposeAsync()
    {
        if (ownsContext)
        {
            await Page.Context.CloseAsync();
        }
        else
        {
            await Page.CloseAsync();
        }
    }
}

[CollectionDefinition("portal")]
public sealed class PortalCollection : ICollectionFixture<PortalEstate>;

/// <summary>An installation of its own, so that nobody has connected anything before.</summary>
[CollectionDefinition("journey")]
public sealed class JourneyCollection : ICollectionFixture<PortalEstate>;
