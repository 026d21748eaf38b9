using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Host;
using Yunqiao.Kernel;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Api;

/// <summary>The server as a program: its arguments, how it starts, how it refuses to.</summary>
public sealed class Server_process(ApiServer server)
{
    [Theory]
    [InlineData("--port", "Server:Port", "9000", "9000")]
    [InlineData("--data", "Storage:DataFolder", "/tmp/x", "/tmp/x")]
    public void Arguments_are_settings(string name, string key, string value, string expected)
    {
        Assert.Equal(expected, ServerArguments.Parse([name, value]).Settings[key]);
        Assert.Equal(expected, ServerArguments.Parse([$"{name}={value}"]).Settings[key]);
        Assert.Null(ServerArguments.Parse([name, value, "--no-demo"]).Error);
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--port=eighty")]
    [InlineData("--port=70000")]
    [InlineData("--data=")]
    [InlineData("--wat")]
    public void Arguments_that_make_no_sense_are_refused(string argument) => Assert.NotNull(ServerArguments.Parse([argument]).Error);

    [Fact]
    public async Task A_port_that_is_taken_is_one_clear_line_and_an_exit_code()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var folder = Directory.CreateTempSubdirectory("yunqiao-port-");
        var options = new ServerOptions
        {
            DataFolder = folder.FullName,
            ConnectionString = server.ConnectionString,
            Port = port,
            Environment = new Dictionary<string, string> { ["Storage__MasterKeyFile"] = server.MasterKeyFile },
        };

        var (code, output) = await ServerProcess.StartToFailAsync(options, TestContext.Current.CancellationToken);

        Assert.Equal(3, code);
        Assert.Contains($":{port}", output, StringComparison.Ordinal);
        Assert.False(output.Contains("   at ", StringComparison.Ordinal), output);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_noticed_before_there_is_a_database_or_a_password()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var folder = Directory.CreateTempSubdirectory("yunqiao-port-");
        var options = new ServerOptions { DataFolder = folder.FullName, Port = ((IPEndPoint)taken.LocalEndpoint).Port };

        var (code, output) = await ServerProcess.StartToFailAsync(options, TestContext.Current.CancellationToken);

        Assert.Equal(3, code);
        Assert.Single(output.Trim().Split('\n'));
        Assert.Empty(folder.EnumerateFileSystemInfos());
        folder.Delete();
    }

    [Fact]
    public async Task The_page_of_errors_explains_every_code_in_the_readers_language()
    {
        var refused = (await server.Anonymous().GetAsync("/resources")).Json;
        Assert.Equal("/docs/errors#auth.required", (string?)refused["type"]);

        var english = await server.Anonymous().GetAsync("//docs/errors");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/docs/errors"));
        request.Headers.AcceptLanguage.ParseAdd("zh-CN");
        using var http = new HttpClient();
        using var chinese = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("text/html", english.ContentHeaders.ContentType?.MediaType);
        Assert.Contains("<section id=\"auth.required\">", english.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", english.Text, StringComparison.Ordinal);
        Assert.Contains("需要登录", await chinese.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("api,worker")]
    [InlineData("Worker, API")]
    public void Roles_may_be_left_out_and_both_be_named(string text) => Assert.Equal(ServerRoles.All.Names, ServerRoles.Parse(text)?.Names);

    [Theory]
    [InlineData("api", true, false)]
    [InlineData("worker", false, true)]
    public void A_role_can_be_alone(string text, bool api, bool worker) =>
        Assert.Equal((api, worker), (ServerRoles.Parse(text)!.Api, ServerRoles.Parse(text)!.Worker));

    [Fact]
    public async Task A_role_that_does_not_exist_is_one_clear_line_and_an_exit_code()
    {
        var folder = Directory.CreateTempSubdirectory("yunqiao-roles-");
        var options = new ServerOptions
        {
            DataFolder = folder.FullName,
            Environment = new Dictionary<string, string> { ["Server__Roles"] = "api,wroker" },
        };

        var (code, output) = await ServerProcess.StartToFailAsync(options, TestContext.Current.CancellationToken);

        Assert.Equal(2, code);
        Assert.Equal("Server__Roles is 'api,wroker'; it takes api, worker, or both separated by a comma.", output.Trim());
        Assert.Empty(folder.EnumerateFileSystemInfos());
        folder.Delete();
    }

    [Fact]
    public async Task Two_servers_that_start_first_at_the_same_moment_make_one_administrator()
    {
        var (one, two) = await ApiServer.StartPairAsync();
        await using (one)
        await using (two)
        {
            var here = await one.SignInAsync("admin", ApiServer.Password);
            var there = await two.SignInAsync("admin", ApiServer.Password);

            Assert.Single((await here.GetAsync("/users")).Json["items"]!.AsArray());
            Assert.Single((await there.GetAsync("/tenants")).Json["items"]!.AsArray());
            Assert.Single((await there.GetAsync("/projects")).Json["items"]!.AsArray());
        }
    }

    [Fact]
    public async Task Health_and_metrics_answer_without_a_session()
    {
        var client = server.Anonymous();

        Assert.Equal("ok", (await client.GetAsync("//health/live")).Text);
        Assert.Equal("ok", (await client.GetAsync("//health/ready")).Text);
        await client.GetAsync("/session");
        var metrics = await client.GetAsync("//metrics");
        Assert.Equal("text/plain", metrics.ContentHeaders.ContentType?.MediaType);
        Assert.Contains("http_server_request_duration_seconds_count{", metrics.Text, StringComparison.Ordinal);
        Assert.True(metrics.Text.Contains("http_route=\"/api/v1/session\"", StringComparison.Ordinal), metrics.Text);
        Assert.Contains("# TYPE yunqiao_events_lag_seconds gauge", metrics.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_that_is_served_is_the_one_in_the_repository()
    {
        var served = await server.Anonymous().GetAsync("//openapi/v1.json");

        Assert.Equal(HttpStatusCode.OK, served.Status);
        Assert.True(JsonNode.DeepEquals(await OpenApi_document.MakeAsync(), served.Json));
    }

    [Fact]
    public async Task About_names_the_release_and_the_database()
    {
        var about = (await (await server.AdministratorAsync()).GetAsync("/about")).Json;

        Assert.NotEmpty((string)about["version"]!);
        Assert.Equal("external", (string?)about["storage"]!["mode"]);
        Assert.Matches("^1[5-9]\\.", (string)about["storage"]!["version"]!);
        Assert.Equal(2, about["roles"]!.AsArray().Count);
    }
}
