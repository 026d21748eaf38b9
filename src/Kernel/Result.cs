using System.Diagnostics.CodeAnalysis;

namespace Yunqiao.Kernel;

/// <summary>A result as the HTTP edge sees it.</summary>
public interface IResultValue
{
    /// <summary>The problem, when there is one.</summary>
    Problem? Problem { get; }

    /// <summary>The value, when there is no problem.</summary>
    object? BoxedValue { get; }
}

/// <summary>The outcome of something that is expected to fail at times: a value or a problem.</summary>
public readonly struct Result<T> : IResultValue
{
    private readonly T? value;

    private Result(T? value, Problem? problem)
    {
        this.value = value;
        Problem = problem;
    }

    /// <inheritdoc />
    public Problem? Problem { get; }

    /// <inheritdoc />
    public object? BoxedValue => value;

    /// <summary>The value; asking for it when there is a problem is a bug.</summary>
    public T Value => Problem is null
        ? value!
        : throw new InvalidOperationException($"The result is a problem: {Problem.Type.Code} {Problem.InternalDetail}");

    /// <summary>True with the value, or false with the problem.</summary>
    public bool Ok([MaybeNullWhen(false)] out T result, [NotNullWhen(false)] out Problem? problem)
    {
        result = value;
        problem = Problem;
        return problem is null;
    }

    /// <summary>A success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator Result<T>(Problem problem) => new(default, problem);

    /// <summary>A failure.</summary>
    public static implicit operator Result<T>(ProblemType type) => new(default, type.New());
}

/// <summary>The value of a success that has nothing to say.</summary>
public readonly record struct Unit;
