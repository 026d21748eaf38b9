using Yunqiao.Bench;
using Yunqiao.Bench.Graph;

Machine.Note();
if (args.Length == 0 || BenchOptions.Parse(args[1..]) is not { } options)
{
    await Console.Error.WriteLineAsync(BenchOptions.Usage);
    return 2;
}

switch (args[0])
{
    case "graph":
        return await GraphBench.RunAsync(options);
    default:
        await Console.Error.WriteLineAsync(BenchOptions.Usage);
        return 2;
}
