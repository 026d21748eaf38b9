namespace Yunqiao.Providers;

/// <summary>What a single request may ask of the reach.</summary>
public static class ReachOptions
{
    /// <summary>The largest answer, unless the request streams: 64 MiB, some 30,000 containers.</summary>
    public const long LargestAnswerBytes = 64L * 1024 * 1024;

    private static readonly HttpRequestOptionsKey<bool> StreamingKey = new("yunqiao.streaming");

    /// <summary>Says that the answer is read as it comes and has no end of its own: events, logs, progress.</summary>
    public static HttpRequestMessage Streaming(this HttpRequestMessage request)
    {
        request.Options.Set(StreamingKey, true);
        return request;
    }

    internal static long LimitOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(StreamingKey, out var streaming) && streaming ? long.MaxValue : LargestAnswerBytes;
}
