using Yunqiao.Bench;
using Yunqiao.Bench.Events;
using Yunqiao.Bench.Graph;
using Yunqiao.Bench.Merge;
using Yunqiao.Bench.Operations;

if (args is ["node", var dataFolder])
{
    return await OperationsNode.RunAsync(dataFolder);
}

Machine.Note();
Func<BenchOptions, Task<int>>? benchmark = args.FirstOrDefault() switch
{
    "graph" => GraphBench.RunAsync,
    "merge" => MergeBench.RunAsync,
    "operations" => OperationsBench.RunAsync,
    "events" => EventsBench.RunAsync,
    _ => null,
};
if (benchmark is null || BenchOptions.Parse(args[1..]) is not { } options)
{
    await Console.Error.WriteLineAsync(BenchOptions.Usage);
    return 2;
}

return await benchmark(options);
