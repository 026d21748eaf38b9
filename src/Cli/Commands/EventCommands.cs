using System.CommandLine;

namespace Yunqiao.Cli.Commands;

/// <summary>What happens, as it happens.</summary>
internal static class EventCommands
{
    public static Command Build()
    {
        var watch = new Command("watch", Words.Of("Print each event as a line of JSON until stopped.", "逐行以 JSON 输出事件，直到停止。"));
        watch.SetAction(Output.Run(async (_, client, ct) =>
        {
            await foreach (var line in client.EventsAsync(ct))
            {
                Console.Out.WriteLine(line);
            }

            return 0;
        }));
        return new Command("event", Words.Of("What happens, as it happens.", "实时事件。")) { watch };
    }
}
