using Microsoft.Extensions.Logging;
using Yunqiao.Kernel;

namespace Yunqiao.Inventory;

/// <summary>What is logged of accounts: never a credential, never a cloud's body.</summary>
internal static partial class InventoryLog
{
    [LoggerMessage(1600, LogLevel.Information, "Unit {Kind} {Region} of account {Account}: {Created} created, {Changed} changed, {Removed} removed, {Missing} held in {Milliseconds:0} ms")]
    internal static partial void Synced(
        ILogger log, string kind, string region, AccountId account, int created, int changed, int removed, int missing, double milliseconds);

    [LoggerMessage(1601, LogLevel.Warning, "Unit {Kind} {Region} of account {Account} failed: {Code}")]
    internal static partial void UnitFailed(ILogger log, string kind, string region, AccountId account, string code);

    [LoggerMessage(1602, LogLevel.Error, "Unit {Kind} {Region} of account {Account} failed by a bug")]
    internal static partial void UnitBroke(ILogger log, Exception error, string kind, string region, AccountId account);

    [LoggerMessage(1610, LogLevel.Information, "The event feed of account {Account} is open on this node")]
    internal static partial void FeedOpen(ILogger log, AccountId account);

    [LoggerMessage(1611, LogLevel.Warning, "The event feed of account {Account} broke: {Code}; it is opened again in {Seconds:0.0} s")]
    internal static partial void FeedBroke(ILogger log, AccountId account, string code, double seconds);

    [LoggerMessage(1612, LogLevel.Warning, "An event about {Kind} {ExternalId} of account {Account} could not be followed: {Code}")]
    internal static partial void EventLost(ILogger log, string kind, string externalId, AccountId account, string code);

    [LoggerMessage(1613, LogLevel.Error, "The event feeds of this node stumbled")]
    internal static partial void FeedsBroke(ILogger log, Exception error);

    [LoggerMessage(1620, LogLevel.Information, "Stream {Verb} of resource {Resource} ended after {Seconds:0} s: {Reason}")]
    internal static partial void StreamEnded(ILogger log, string verb, ResourceId resource, double seconds, string reason);
}
