using System.CommandLine;
using Yunqiao.Cli;
using Yunqiao.Cli.Commands;

var root = new RootCommand("Yunqiao: one entrance to a multi-cloud world.")
{
    SessionCommands.Build(),
    ProviderCommands.Build(),
    AccountCommands.Build(),
    KindCommands.Build(),
    ResourceCommands.Build(),
    OperationCommands.Build(),
    TokenCommands.Build(),
};
foreach (var option in Connection.Options)
{
    root.Options.Add(option);
}

return await root.Parse(args).InvokeAsync();
