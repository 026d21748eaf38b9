namespace Yunqiao.Kernel;

/// <summary>A value that says itself with which HTTP status it is answered, such as the plan of a dry run where operations are usual.</summary>
public interface IStatusValue
{
    /// <summary>The HTTP status.</summary>
    int Status { get; }
}
