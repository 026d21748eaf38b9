using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>What the adapter does and with which calls of the Engine API (https://docs.docker.com/reference/api/engine/version/v1.41/).</summary>
internal static class DockerManifest
{
    public static readonly ProviderManifest Value = new(
        Id: "docker",
        Name: "Docker",
        Chip: "DK",
        Partitions: [],
        Credentials:
        [
            new("caCertificate", new("CA certificate (PEM)", "CA 证书（PEM）"), Secret: false, Required: false, Multiline: true),
            new("clientCertificate", new("Client certificate (PEM)", "客户端证书（PEM）"), Secret: false, Required: false, Multiline: true),
            new("clientKey", new("Client key (PEM)", "客户端私钥（PEM）"), Secret: true, Required: false, Multiline: true),
        ],
        EndpointRequired: false,
        DefaultEndpoint: "unix:///var/run/docker.sock",
        DeploymentModel: "private",
        Actions:
        [
            new(DockerKinds.Host, ManifestAction.List, "GET /info"),
            new(DockerKinds.Host, ManifestAction.Observe, "GET /info"),

            new(DockerKinds.Image, ManifestAction.List, "GET /images/json"),
            new(DockerKinds.Image, ManifestAction.Observe, "GET /images/{name}/json"),
            new(DockerKinds.Image, "pull", "POST /images/create", DeadlineSeconds: PullSeconds),
            new(DockerKinds.Image, "destroy", "DELETE /images/{name}"),

            new(DockerKinds.Network, ManifestAction.List, "GET /networks"),
            new(DockerKinds.Network, ManifestAction.Observe, "GET /networks/{id}"),
            new(DockerKinds.Network, "create", "POST /networks/create") { Name = Names },
            new(DockerKinds.Network, "destroy", "DELETE /networks/{id}"),

            new(DockerKinds.Volume, ManifestAction.List, "GET /volumes"),
            new(DockerKinds.Volume, ManifestAction.Observe, "GET /volumes/{name}"),
            new(DockerKinds.Volume, "create", "POST /volumes/create") { Name = Names },
            new(DockerKinds.Volume, "destroy", "DELETE /volumes/{name}"),

            new(DockerKinds.Container, ManifestAction.List, "GET /containers/json", Paging: PageStyle.Marker, DeadlineSeconds: 120),
            new(DockerKinds.Container, ManifestAction.Observe, "GET /containers/{id}/json"),
            new(DockerKinds.Container, ManifestAction.Metrics, "GET /containers/{id}/stats"),
            new(DockerKinds.Container, "create", "POST /containers/create", DeadlineSeconds: PullSeconds) { Name = Names },
            new(DockerKinds.Container, "start", "POST /containers/{id}/start", DeadlineSeconds: 120),
            new(DockerKinds.Container, "stop", "POST /containers/{id}/stop", DeadlineSeconds: StopSeconds),
            new(DockerKinds.Container, "restart", "POST /containers/{id}/restart", DeadlineSeconds: 120),
            new(DockerKinds.Container, "pause", "POST /containers/{id}/pause"),
            new(DockerKinds.Container, "unpause", "POST /containers/{id}/unpause"),
            new(DockerKinds.Container, "exec", "POST /containers/{id}/exec"),
            new(DockerKinds.Container, "logs", "GET /containers/{id}/logs"),
            new(DockerKinds.Container, "destroy", "DELETE /containers/{id}", DeadlineSeconds: 120),
        ])
    {
        EndpointSchemes = ["unix", "tcp", "http", "https"],
    };

    /// <summary>
    /// What the engine takes as the name of a container, and of a volume (RestrictedNameChars in daemon/names of moby). Networks
    /// are less strict at the engine, and not usable by name in every tool when they are.
    /// </summary>
    private static NameRule Names => new(
        "[a-zA-Z0-9][a-zA-Z0-9_.-]+",
        new("Docker takes letters, digits, _ . and -, at least two, beginning with a letter or digit.", "Docker 名称至少两个字符，以字母或数字开头，只能包含字母、数字、_、. 和 -。"));

    /// <summary>A pull is one streamed answer; the engine drops it when the connection closes, so the call lasts as long as the pull.</summary>
    private const int PullSeconds = 1800;

    /// <summary>The longest grace period that the kind allows, and a minute.</summary>
    private const int StopSeconds = 660;
}
