using Yunqiao.Kernel;

namespace Yunqiao.Storage;

/// <summary>The database cannot be started, joined or prepared, and a person has to do something about it.</summary>
public sealed class StorageStartException : Exception
{
    /// <summary>Carries the problem; the message is its English text.</summary>
    public StorageStartException(Problem problem, Exception? cause = null)
        : base($"{problem.Type.Title.En}: {problem.DetailIn(Language.English)}", cause) => Problem = problem;

    /// <summary>What happened and what to do, in both languages.</summary>
    public Problem Problem { get; }
}
