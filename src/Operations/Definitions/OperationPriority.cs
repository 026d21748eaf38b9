namespace Yunqiao.Operations.Definitions;

/// <summary>Which operations of a tenant go first when it has more than may run at once.</summary>
public enum OperationPriority
{
    /// <summary>Nobody waits for it: an expiry, a purge.</summary>
    Background = 0,

    /// <summary>One of many that somebody asked for together.</summary>
    Batch = 10,

    /// <summary>Somebody looks at it.</summary>
    Interactive = 20,
}
