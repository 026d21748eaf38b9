using System.Globalization;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;

namespace Yunqiao.Storage.Outbox;

/// <summary>A fact as its readers get it.</summary>
/// <param name="Position">Where to resume after it.</param>
/// <param name="Type">As published, or <see cref="ResetType"/>.</param>
/// <param name="Tenant">Who may hear of it.</param>
/// <param name="Subject">The id of the noun.</param>
/// <param name="Data">What listeners need.</param>
/// <param name="At">When it became true.</param>
public sealed record OutboxEntry(string Position, string Type, TenantId Tenant, string Subject, JsonObject Data, DateTimeOffset At)
{
    /// <summary>
    /// The type of an entry that stands for everything missed: the position that was resumed from is older than what is kept, so
    /// the reader has to load afresh what it knows. It belongs to no tenant.
    /// </summary>
    public const string ResetType = "reset";

    /// <summary>Whether this entry comes after a position in the order of events; true when the text is no position.</summary>
    public bool IsAfter(string position) =>
        OutboxPosition.Parse(position) is not { } other || OutboxPosition.Parse(Position) is not { } own || own.CompareTo(other) > 0;

    /// <summary>Whether this entry says to load everything afresh.</summary>
    public bool IsReset => Type == ResetType;
}

/// <summary>A place in the order of events: by transaction, then by id.</summary>
internal readonly record struct OutboxPosition(ulong Transaction, long Id) : IComparable<OutboxPosition>
{
    public override string ToString() => $"{Transaction}.{Id}";

    public int CompareTo(OutboxPosition other) =>
        Transaction != other.Transaction ? Transaction.CompareTo(other.Transaction) : Id.CompareTo(other.Id);

    internal static OutboxPosition? Parse(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 2
            && ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var transaction)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new OutboxPosition(transaction, id)
            : null;
    }
}
