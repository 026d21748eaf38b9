namespace Yunqiao.Clouds.Docker;

/// <summary>The kinds that an engine has, and the words that its things share.</summary>
internal static class DockerKinds
{
    public const string Container = "container/container";
    public const string Image = "container/image";
    public const string Network = "container/network";
    public const string Volume = "container/volume";
    public const string Host = "compute/host";

    /// <summary>An engine has no regions.</summary>
    public const string Region = "global";

    /// <summary>
    /// The external id of the machine: an account is one engine, and finding the engine's own id costs a call that starts processes
    /// on the machine (<c>GET /info</c> asks runc and docker-init for their versions).
    /// </summary>
    public const string Engine = "engine";

    /// <summary>The label that carries the idempotency key.</summary>
    public const string Intent = "yunqiao.intent";
}
