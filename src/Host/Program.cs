return await Yunqiao.Host.Server.RunAsync(args);
