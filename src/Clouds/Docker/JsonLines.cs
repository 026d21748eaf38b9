using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>Reads a stream of JSON documents, one a line, each as soon as it is there.</summary>
internal static class JsonLines
{
    /// <summary>An event carries all labels of a thing; more than this is no event.</summary>
    private const int LongestLine = 1024 * 1024;

    public static async IAsyncEnumerable<JsonElement> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(ct);
                var buffer = result.Buffer;
                while (TakeLine(ref buffer, out var line))
                {
                    if (Parse(line) is { } document)
                    {
                        yield return document;
                    }
                }

                if (result.IsCompleted && Parse(buffer) is { } last)
                {
                    yield return last;
                }

                if (buffer.Length > LongestLine)
                {
                    throw new ProviderException(FaultKind.Bug, "The engine sent a line without an end.") { VendorCode = "answer.tooLarge" };
                }

                reader.AdvanceTo(result.IsCompleted ? buffer.End : buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static bool TakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }

        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private static JsonElement? Parse(ReadOnlySequence<byte> line)
    {
        var text = line.ToArray().AsSpan().Trim(" \r\n\t"u8);
        if (text.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException e)
        {
            throw new ProviderException(FaultKind.Unavailable, "The engine's stream broke off or is no JSON.", e) { VendorCode = "answer.incomplete" };
        }
    }
}
