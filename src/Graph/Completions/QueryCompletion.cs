using System.Globalization;
using Yunqiao.Graph.Kinds;
using Yunqiao.Graph.Merging;
using Yunqiao.Graph.Queries;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Completions;

/// <summary>Says what may stand at a place of a query, also of one that is not whole or not right.</summary>
internal sealed class QueryCompletion(KindRegistry kinds, CompletionStore store, TimeProvider clock)
{
    private const int MostProposals = 50;

    internal async Task<Completion> AtAsync(string text, int at, Scope scope, Language language, CancellationToken ct)
    {
        var cursor = QueryCursor.Read(text, at);
        var vocabulary = new QueryVocabulary(kinds, scope, cursor.Kinds, language);
        var items = cursor.Phase switch
        {
            CursorPhase.Key => Keys(cursor, vocabulary),
            CursorPhase.TagKey => await TagKeysAsync(cursor, scope, language, ct),
            CursorPhase.Relation => vocabulary.Relations().Where(relation => Fits(cursor.Typed, relation.Text, relation.Title)).Select(relation =>
                new Proposal(ProposalType.Key, $"rel.{relation.Text}(", relation.Title, cursor.Start, cursor.End) { ValueType = "relation" }),
            CursorPhase.Operator => Operators(cursor.Key, cursor.Start, cursor.End, vocabulary),
            CursorPhase.Value => await ValuesAsync(cursor, vocabulary, scope, language, ct),
            _ => [],
        };
        return new Completion([.. items.Take(MostProposals)]);
    }

    private static IEnumerable<Proposal> Keys(QueryCursor cursor, QueryVocabulary vocabulary)
    {
        var keys = vocabulary.Keys().Where(key => Fits(cursor.Typed, key.Text, key.Title))
            .OrderByDescending(key => key.Text == cursor.Typed).ThenByDescending(key => key.Text.StartsWith(cursor.Typed, StringComparison.OrdinalIgnoreCase))
            .Select(key => new Proposal(ProposalType.Key, key.Text, key.Title, cursor.Start, cursor.End) { ValueType = key.Type });
        // A whole key wants an operator, unless it is only the beginning of another.
        return cursor.IsAtEnd && vocabulary.TypeOf(cursor.Typed) is not null
            ? Operators(cursor.Typed, cursor.End, cursor.End, vocabulary).Concat(keys.Where(key => key.Text != cursor.Typed))
            : keys;
    }

    private async Task<IEnumerable<Proposal>> TagKeysAsync(QueryCursor cursor, Scope scope, Language language, CancellationToken ct)
    {
        var keys = await store.TagKeysAsync(scope, CleanText.Of(cursor.Typed, Sighting.TagKeyLength), ct);
        var proposals = keys.Select(key =>
            new Proposal(ProposalType.Key, "tag." + (QueryWords.IsPlainKey(key) ? key : QueryWords.Quote(key)), null, cursor.Start, cursor.End) { ValueType = "tag" });
        return cursor.IsAtEnd && keys.Contains(cursor.Typed)
            ? QueryVocabulary.Operators("text", language).Select(op => new Proposal(ProposalType.Operator, op.Text, op.Title, cursor.End, cursor.End)).Concat(proposals)
            : proposals;
    }

    private static IEnumerable<Proposal> Operators(string key, int start, int end, QueryVocabulary vocabulary) =>
        QueryVocabulary.Operators(vocabulary.TypeOf(key) ?? "text", vocabulary.Language)
            .Select(op => new Proposal(ProposalType.Operator, op.Text, op.Title, start, end));

    private async Task<IEnumerable<Proposal>> ValuesAsync(QueryCursor cursor, QueryVocabulary vocabulary, Scope scope, Language language, CancellationToken ct)
    {
        Proposal Value(string text, string? title, long? count = null) =>
            new(ProposalType.Value, QueryWords.IsPlainValue(text) && !text.Contains('*', StringComparison.Ordinal) ? text : QueryWords.Quote(text), title, cursor.Start, cursor.End) { Count = count };
        var typed = Projection.Searchable(cursor.Typed);
        if (cursor.Key.StartsWith("tag.", StringComparison.Ordinal))
        {
            var key = CleanText.Of(cursor.Key["tag.".Length..].Trim('"'), Sighting.TagKeyLength);
            return (await store.TagValuesAsync(scope, key, typed, ct)).Select(value => Value(value, null));
        }

        if (QueryKeys.Core.TryGetValue(cursor.Key, out var core))
        {
            if (core.Names is { } names)
            {
                return (await store.NamesAsync(scope, names, typed, ct)).Select(name => Value(name.Text, name.Title == name.Text ? null : name.Title));
            }

            if (core.Counted)
            {
                return (await CountedAsync(cursor.Key, core, vocabulary, scope, ct))
                    .Where(value => Fits(typed, value.Text, value.Title)).Select(value => Value(value.Text, value.Title, value.Count));
            }

            return core.Values is { } values ? values.Where(value => Fits(typed, value, null)).Select(value => Value(value, null))
                : core.Type == KeyType.Time ? Moments(language).Select(moment => Value(moment.Text, moment.Title))
                : cursor.Key == "zone" ? (await store.ZonesAsync(scope, typed, ct)).Select(zone => Value(zone, null))
                : [];
        }

        if (vocabulary.Fixed(cursor.Key) is { Count: > 0 } known)
        {
            return known.Where(value => Fits(typed, value, null)).Select(value => Value(value, null));
        }

        return vocabulary.TypeOf(cursor.Key) switch
        {
            "time" => Moments(language).Select(moment => Value(moment.Text, moment.Title)),
            "text" => (await store.AttributeValuesAsync(scope, cursor.Key, typed, ct)).Select(value => Value(value, null)),
            _ => [],
        };
    }

    /// <summary>What the counters have, with the words of the vocabulary; of kinds and states also what nothing has.</summary>
    private async Task<IEnumerable<(string Text, string? Title, long? Count)>> CountedAsync(
        string name, CoreKey key, QueryVocabulary vocabulary, Scope scope, CancellationToken ct)
    {
        var counts = await store.CountedAsync(scope, key, name == "kind" ? [] : vocabulary.Chosen, ct);
        var titles = name == "kind" ? vocabulary.KindLabels() : name == "lifecycle" ? vocabulary.LifecycleLabels() : [];
        var has = counts.Select(count => count.Value).ToHashSet(StringComparer.Ordinal);
        return counts.Select(count => (count.Value, titles.GetValueOrDefault(count.Value), (long?)count.Count))
            .Concat(titles.Where(title => !has.Contains(title.Key)).Select(title => (title.Key, (string?)title.Value, (long?)0)));
    }

    private IEnumerable<(string Text, string Title)> Moments(Language language)
    {
        var today = clock.GetUtcNow().UtcDateTime.Date;
        return new (int Days, LocalizedText Title)[] { (0, new("today", "今天")), (1, new("yesterday", "昨天")), (7, new("seven days ago", "7 天前")), (30, new("thirty days ago", "30 天前")) }
            .Select(moment => (today.AddDays(-moment.Days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), moment.Title.In(language)));
    }

    private static bool Fits(string typed, string text, string? title) =>
        text.Contains(typed, StringComparison.OrdinalIgnoreCase) || (title?.Contains(typed, StringComparison.OrdinalIgnoreCase) ?? false);
}
