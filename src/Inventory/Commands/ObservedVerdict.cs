using Yunqiao.Kernel;
using Yunqiao.Kernel.Kinds;
using Yunqiao.Kernel.Observations;

namespace Yunqiao.Inventory.Commands;

/// <summary>Whether what was observed after a command is what the command was to bring about.</summary>
internal abstract record ObservedVerdict
{
    /// <summary>How long a thing that was started is watched before it counts as running.</summary>
    internal static readonly TimeSpan Watch = TimeSpan.FromSeconds(1);

    /// <summary>How long a cloud may take to show what it has done.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How long a container may be restarting before that counts as its end.</summary>
    private static readonly TimeSpan RestartPatience = TimeSpan.FromSeconds(5);

    private ObservedVerdict()
    {
    }

    /// <summary>It is so.</summary>
    internal sealed record Settled : ObservedVerdict;

    /// <summary>Look again.</summary>
    internal sealed record NotYet : ObservedVerdict;

    /// <summary>It will not be so.</summary>
    internal sealed record Failed(Problem Problem) : ObservedVerdict;

    /// <summary>Judges what was seen of a thing.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="command">What was asked.</param>
    /// <param name="seen">The observation; null when the cloud does not have it.</param>
    /// <param name="elapsed">How long it has been looked at since the cloud said it was done.</param>
    internal static ObservedVerdict Judge(Kind kind, ResourceCommand command, Observation? seen, TimeSpan elapsed)
    {
        if (seen is null)
        {
            return LateOr(command, "absent", elapsed);
        }

        if (DiedAtStart(command, seen) || (seen.Lifecycle == "restarting" && elapsed >= RestartPatience && Starts(command)))
        {
            return new Failed(ResourceProblems.DiedAtStart.With(
                ("name", command.Name), ("exitCode", seen.Attributes["exitCode"]?.ToJsonString() ?? "?")));
        }

        if (Starts(command) && HasEnded(seen))
        {
            // A job that was done at once: exit code 0.
            return new Settled();
        }

        var changing = kind.Lifecycle.FirstOrDefault(value => value.Value == seen.Lifecycle)?.Tone == Tone.Changing;
        var wanted = WantedPower(command);
        if (changing || (wanted is { } power && seen.Power != Power.Unknown && seen.Power != power))
        {
            return LateOr(command, seen.Lifecycle, elapsed);
        }

        return wanted == Power.On && elapsed < Watch ? new NotYet() : new Settled();
    }

    /// <summary>Whether a thing that the command started has ended with an error: it stays, so that its log can be read.</summary>
    internal static bool DiedAtStart(ResourceCommand command, Observation seen) =>
        Starts(command) && HasEnded(seen) && seen.Attributes["exitCode"]?.GetValue<long>() is not (null or 0);

    private static bool HasEnded(Observation seen) => seen.Lifecycle is "exited" or "dead";

    private static bool Starts(ResourceCommand command) => command.Verb switch
    {
        "start" or "restart" => true,
        ResourceCommand.Create => command.Input["start"]?.GetValue<bool>() == true,
        _ => false,
    };

    /// <summary>The power that a thing has after a verb; null when the verb is not about power.</summary>
    internal static Power? WantedPower(string verb) => verb switch
    {
        "stop" => Power.Off,
        "pause" or "suspend" => Power.Suspended,
        "unpause" or "resume" or "reboot" or "start" or "restart" => Power.On,
        _ => null,
    };

    private static Power? WantedPower(ResourceCommand command) => WantedPower(command.Verb) ?? (Starts(command) ? Power.On : null);

    private static ObservedVerdict LateOr(ResourceCommand command, string lifecycle, TimeSpan elapsed) =>
        elapsed < Patience
            ? new NotYet()
            : new Failed(ResourceProblems.NotObserved.With(("name", command.Name), ("lifecycle", lifecycle)));
}
