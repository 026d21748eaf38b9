using Microsoft.Extensions.Logging;
using Yunqiao.Kernel;

namespace Yunqiao.Providers;

/// <summary>What is logged of calls: never a body, never a header, never the vendor's message, which may quote the input.</summary>
internal static partial class ProviderLog
{
    [LoggerMessage(1400, LogLevel.Debug, "{Provider} {Account} {Verb} {Kind} answered in {Milliseconds:0} ms")]
    public static partial void Called(ILogger log, string provider, AccountId? account, string verb, string kind, double milliseconds);

    [LoggerMessage(1401, LogLevel.Information,
        "{Provider} {Account} {Verb} {Kind} failed: {Fault}, vendor code {VendorCode}, request {RequestId}, attempt {Attempt}")]
    public static partial void Failed(
        ILogger log, string provider, AccountId? account, string verb, string kind, FaultKind fault, string? vendorCode, string? requestId, int attempt);
}
