using Yunqiao.Graph.Queries;

namespace Yunqiao.Graph.Completions;

/// <summary>What stands at a place of a query.</summary>
internal enum CursorPhase
{
    /// <summary>Free text between quotes: nothing can be proposed.</summary>
    FreeText,

    /// <summary>A key, or nothing yet.</summary>
    Key,

    /// <summary>The key of a tag, behind <c>tag.</c>.</summary>
    TagKey,

    /// <summary>A kind or type of relation, behind <c>rel.</c>.</summary>
    Relation,

    /// <summary>An operator.</summary>
    Operator,

    /// <summary>A value behind a key and an operator.</summary>
    Value,
}

/// <summary>A place in a text that is a query or wants to become one. Reading it never fails.</summary>
/// <param name="Phase">What stands there.</param>
/// <param name="Key">The key that the value or operator belongs to; empty elsewhere.</param>
/// <param name="Typed">What was typed of it before the place, without quotes.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Kinds">The kinds that the query asks for around the place; empty when it leaves that open.</param>
internal sealed record QueryCursor(CursorPhase Phase, string Key, string Typed, int Start, int End, IReadOnlyList<string> Kinds)
{
    /// <summary>The word behind the place is whole, so an operator may follow it.</summary>
    public bool IsAtEnd { get; init; }

    internal static QueryCursor Read(string text, int at) => new Scan(text, Math.Clamp(at, 0, text.Length)).Read();

    /// <summary>One pass over the text; the place is caught on the way, and the kinds behind it count too.</summary>
    private sealed class Scan(string text, int at)
    {
        // A group that follows a relation is about other resources, so it has kinds of its own.
        private readonly Stack<int> groups = new([0]);
        private readonly List<List<string>> kinds = [[]];
        private QueryCursor? found;
        private int group;
        private int placeGroup;

        internal QueryCursor Read()
        {
            var i = 0;
            while (i < text.Length)
            {
                i = text[i] switch
                {
                    '(' => Enter(i, groups.Peek()),
                    ')' => Leave(i),
                    '"' => FreeText(i),
                    '-' => i + 1,
                    var c when char.IsWhiteSpace(c) => i + 1,
                    _ => Word(i, isNegated: i > 0 && text[i - 1] == '-'),
                };
            }

            return (found ?? Place()) with { Kinds = kinds[group] };
        }

        /// <summary>Where nothing stands, anything may begin.</summary>
        private QueryCursor Place()
        {
            group = placeGroup;
            return new QueryCursor(CursorPhase.Key, "", "", at, at, []);
        }

        private int Enter(int i, int inside)
        {
            groups.Push(inside);
            Pass(i + 1);
            return i + 1;
        }

        private int Leave(int i)
        {
            if (groups.Count > 1)
            {
                groups.Pop();
            }

            Pass(i + 1);
            return i + 1;
        }

        /// <summary>What lies behind a parenthesis belongs to the group that is open there.</summary>
        private void Pass(int position)
        {
            if (position <= at)
            {
                placeGroup = groups.Peek();
            }
        }

        private int FreeText(int start)
        {
            var end = QuotedEnd(start);
            if (start < at && at < end + (IsClosed(start, end) ? 0 : 1))
            {
                Catch(new QueryCursor(CursorPhase.FreeText, "", "", start, end, []));
            }

            return end;
        }

        private int Word(int start, bool isNegated)
        {
            var keyEnd = start;
            while (keyEnd < text.Length && QueryWords.IsKeyCharacter(text[keyEnd]))
            {
                keyEnd++;
            }

            if (keyEnd < text.Length && text[keyEnd] == '"' && text[start..keyEnd] is "tag." or "rel.")
            {
                keyEnd = QuotedEnd(keyEnd);
            }

            var key = text[start..keyEnd];
            if (keyEnd < text.Length && text[keyEnd] == '(' && key.StartsWith("rel.", StringComparison.Ordinal))
            {
                CatchKey(start, keyEnd, keyEnd);
                kinds.Add(key.Contains('/', StringComparison.Ordinal) ? [key["rel.".Length..].Trim('"')] : []);
                return Enter(keyEnd, kinds.Count - 1);
            }

            var symbol = QueryWords.Operators.FirstOrDefault(entry => text.AsSpan(keyEnd).StartsWith(entry.Symbol)).Symbol;
            return keyEnd > start && symbol is not null ? Term(start, keyEnd, symbol, isNegated) : Bare(start, keyEnd);
        }

        private int Bare(int start, int keyEnd)
        {
            var end = Math.Max(keyEnd, start + 1);
            while (end < text.Length && !QueryWords.IsDelimiter(text[end]))
            {
                end++;
            }

            CatchKey(start, end, end);
            return end;
        }

        private int Term(int start, int keyEnd, string symbol, bool isNegated)
        {
            var valueStart = keyEnd + symbol.Length;
            var isQuoted = valueStart < text.Length && text[valueStart] == '"';
            var end = isQuoted ? QuotedEnd(valueStart) : valueStart;
            while (!isQuoted && end < text.Length && !QueryWords.IsDelimiter(text[end]))
            {
                end++;
            }

            var key = text[start..keyEnd];
            CatchKey(start, keyEnd, keyEnd);
            if (keyEnd < at && at < valueStart)
            {
                Catch(new QueryCursor(CursorPhase.Operator, key, "", keyEnd, valueStart, []));
            }
            else if (valueStart <= at && at <= end)
            {
                Catch(new QueryCursor(CursorPhase.Value, key, Unquote(text[valueStart..at]), valueStart, end, []));
            }
            else if (key == "kind" && symbol is ":" or "=" && !isNegated)
            {
                kinds[groups.Peek()].Add(Unquote(text[valueStart..end]));
            }

            return end;
        }

        private void CatchKey(int start, int end, int whole)
        {
            if (start > at || at > end)
            {
                return;
            }

            var word = text[start..whole];
            var (phase, prefix) = word.StartsWith("tag.", StringComparison.Ordinal) && at >= start + 4 ? (CursorPhase.TagKey, 4)
                : word.StartsWith("rel.", StringComparison.Ordinal) && at >= start + 4 ? (CursorPhase.Relation, 4)
                : (CursorPhase.Key, 0);
            Catch(new QueryCursor(phase, "", Unquote(text[(start + prefix)..at]), start, end, []) { IsAtEnd = at == end });
        }

        private void Catch(QueryCursor cursor)
        {
            if (found is null)
            {
                found = cursor;
                group = groups.Peek();
            }
        }

        private int QuotedEnd(int start)
        {
            var i = start + 1;
            while (i < text.Length && text[i] != '"')
            {
                i += text[i] == '\\' ? 2 : 1;
            }

            return Math.Min(i + 1, text.Length);
        }

        private bool IsClosed(int start, int end) => end - start > 1 && text[end - 1] == '"';

        private static string Unquote(string value) =>
            value.StartsWith('"') ? value.Trim('"').Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : value;
    }
}
