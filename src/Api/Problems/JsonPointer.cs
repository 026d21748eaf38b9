using System.Text;

namespace Yunqiao.Api.Problems;

/// <summary>Turns the serializer's path (<c>$.tags['a.b'][0]</c>) into a JSON pointer (RFC 6901: <c>/tags/a.b/0</c>).</summary>
internal static class JsonPointer
{
    internal static string From(string? path)
    {
        if (string.IsNullOrEmpty(path) || path[0] != '$')
        {
            return "";
        }

        var pointer = new StringBuilder();
        var at = 1;
        while (at < path.Length)
        {
            at = path[at] switch
            {
                '.' => Plain(path, at + 1, pointer),
                '[' when at + 1 < path.Length && path[at + 1] == '\'' => Quoted(path, at + 2, pointer),
                '[' => Index(path, at + 1, pointer),
                _ => path.Length,
            };
        }

        return pointer.ToString();
    }

    private static int Plain(string path, int start, StringBuilder pointer)
    {
        var end = path.IndexOfAny(['.', '['], start);
        end = end < 0 ? path.Length : end;
        Append(pointer, path[start..end]);
        return end;
    }

    private static int Quoted(string path, int start, StringBuilder pointer)
    {
        var end = path.IndexOf("']", start, StringComparison.Ordinal);
        if (end < 0)
        {
            Append(pointer, path[start..]);
            return path.Length;
        }

        Append(pointer, path[start..end]);
        return end + 2;
    }

    private static int Index(string path, int start, StringBuilder pointer)
    {
        var end = path.IndexOf(']', start);
        end = end < 0 ? path.Length : end;
        Append(pointer, path[start..end]);
        return Math.Min(end + 1, path.Length);
    }

    private static void Append(StringBuilder pointer, string name) =>
        pointer.Append('/').Append(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}
