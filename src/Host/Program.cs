using Yunqiao.Api;
using Yunqiao.Host;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddClouds();
builder.Services.AddModules(builder.Configuration);

var app = builder.Build();
app.MapApi().MapModules();
await app.RunAsync();
