using Yunqiao.Cli;

Words.Choose(args, Environment.GetEnvironmentVariable);
return await CommandLine.RunAsync(args);
