namespace Yunqiao.Kernel;

/// <summary>
/// Metadata of an endpoint whose success is not 200: 201 for something made at once, 202 for an operation that was accepted.
/// A <see cref="Unit"/> is always answered with 204.
/// </summary>
/// <param name="Code">The HTTP status.</param>
public sealed record SuccessStatus(int Code);
