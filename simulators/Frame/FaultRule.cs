using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Yunqiao.Simulators.Frame;

/// <summary>What a simulator does wrong.</summary>
public enum SimulatedFault
{
    /// <summary>Executes, then closes the connection without an answer.</summary>
    DropReply,

    /// <summary>Waits before it executes.</summary>
    Delay,

    /// <summary>Never answers; nothing is executed.</summary>
    Hang,

    /// <summary>Answers with a status and executes nothing.</summary>
    Status,

    /// <summary>Executes and then answers with a status all the same: what was asked for is there, half done or whole.</summary>
    StatusAfterwards,

    /// <summary>Answers with something that is no JSON.</summary>
    Malformed,

    /// <summary>Answers with the first half of the document, as if that were all.</summary>
    Truncated,

    /// <summary>Closes the connection in the middle of the answer.</summary>
    CutStream,

    /// <summary>Gives the first row of a list twice.</summary>
    DuplicateRow,

    /// <summary>Puts things into a state that no document names.</summary>
    UnknownState,

    /// <summary>Adds fields that no document names, everywhere.</summary>
    UnknownFields,
}

/// <summary>One line of a fault script: which requests, how many of them, and what goes wrong.</summary>
/// <param name="Match">Method and path without version and query, <c>*</c> for anything: <c>POST /containers/*/start</c>.</param>
/// <param name="Fault">What goes wrong.</param>
/// <param name="Skip">How many matching requests are answered well first.</param>
/// <param name="Times">How many then go wrong; 0 is all of them.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Message">What the answer says.</param>
/// <param name="RetryAfterSeconds">When the answer says to come back.</param>
/// <param name="DelayMilliseconds">How long a delay lasts.</param>
public sealed record FaultRule(
    string Match,
    SimulatedFault Fault,
    int Skip = 0,
    int Times = 1,
    int Status = 500,
    string Message = "simulated fault",
    int? RetryAfterSeconds = null,
    int DelayMilliseconds = 1000)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly Regex pattern = new(
        "^" + Regex.Escape(Match).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase);

    /// <summary>Reads a fault script: a list of rules in JSON.</summary>
    public static IReadOnlyList<FaultRule> Read(string json) => JsonSerializer.Deserialize<FaultRule[]>(json, Format) ?? [];

    /// <summary>Whether it is about a request.</summary>
    public bool IsAbout(string method, string path) => pattern.IsMatch($"{method} {path}");
}
