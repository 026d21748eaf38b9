return Yunqiao.Host.BackupCommand.Is(args) ? await Yunqiao.Host.BackupCommand.RunAsync(args) : await Yunqiao.Host.Server.RunAsync(args);
