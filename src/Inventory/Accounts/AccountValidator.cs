using System.Text.Json;
using System.Text.Json.Nodes;
using Yunqiao.Kernel;
using Yunqiao.Providers;

namespace Yunqiao.Inventory.Accounts;

/// <summary>Checks what a caller says about an account. All errors are found, not the first.</summary>
public static class AccountValidator
{
    private const int NameLength = 100;
    private const int EndpointLength = 2048;
    private const int CredentialLength = 65_536;
    private const int RegionCount = 200;

    private static readonly string[] Models = ["public", "private", "community", "hosted"];

    private static readonly string[] SettingNames = ["insecureTls", "simulated"];

    /// <summary>What is wrong with an account to connect; empty when nothing is.</summary>
    public static IReadOnlyList<FieldError> Check(CreateAccountRequest request, ProviderManifest? manifest) =>
    [
        .. Name(request.Name),
        .. Provider(request.Provider, manifest),
        .. request.DeploymentModel is { } model && !Models.Contains(model) ? [OneOf("/deploymentModel", Models)] : None,
        .. request.Site is { } site && !SiteId.TryParse(site, out _) ? [Error("/site", "format", "It must be the id of a site.", "必须是站点的 ID。")] : None,
        .. Regions(request.Regions ?? []),
        .. Connection(manifest, request.Partition, request.Endpoint, request.Credentials, request.Settings),
    ];

    /// <summary>What is wrong with a connection to try; empty when nothing is.</summary>
    public static IReadOnlyList<FieldError> Check(TestAccountRequest request, ProviderManifest? manifest) =>
    [
        .. Provider(request.Provider, manifest),
        .. Connection(manifest, request.Partition, request.Endpoint, request.Credentials, request.Settings),
    ];

    /// <summary>What is wrong with a change; empty when nothing is.</summary>
    public static IReadOnlyList<FieldError> Check(UpdateAccountRequest request, ProviderManifest manifest) =>
    [
        .. request.Name is null ? None : Name(request.Name),
        .. request.Endpoint is null ? None : Endpoint(manifest, request.Endpoint),
        .. request.Credentials is null ? None : Credentials(manifest, request.Credentials),
        .. Settings(request.Settings),
    ];

    /// <summary>The problem that lists the errors.</summary>
    public static Problem Invalid(IReadOnlyList<FieldError> errors) =>
        KernelProblems.Invalid.With(("summary", string.Join(", ", errors.Select(error => error.Pointer)))) with { Errors = errors };

    private static IReadOnlyList<FieldError> None => [];

    private static IEnumerable<FieldError> Connection(
        ProviderManifest? manifest, string? partition, string? endpoint, IReadOnlyDictionary<string, string>? credentials, JsonObject? settings)
    {
        if (manifest is null)
        {
            return Settings(settings);
        }

        var endpointErrors = (endpoint, manifest.EndpointRequired, manifest.DefaultEndpoint) switch
        {
            ({ } given, _, _) => Endpoint(manifest, given),
            (null, true, _) or (null, _, null) => [Required("/endpoint")],
            _ => None,
        };
        return
        [
            .. partition is not null && !manifest.Partitions.Contains(partition) ? [OneOf("/partition", manifest.Partitions)] : None,
            .. endpointErrors,
            .. Credentials(manifest, credentials ?? new Dictionary<string, string>()),
            .. Settings(settings),
        ];
    }

    private static IEnumerable<FieldError> Name(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            yield return Required("/name");
        }
        else if (name.Length > NameLength)
        {
            yield return Error("/name", "tooLong", $"At most {NameLength} characters.", $"最多 {NameLength} 个字符。");
        }
        else if (name.Any(char.IsControl) || name != name.Trim())
        {
            yield return Error("/name", "character", "No control characters, no space at either end.", "不能包含控制字符，首尾不能有空格。");
        }
    }

    private static IEnumerable<FieldError> Provider(string? provider, ProviderManifest? manifest)
    {
        if (string.IsNullOrEmpty(provider))
        {
            yield return Required("/provider");
        }
        else if (manifest is null)
        {
            yield return Error("/provider", "unknown", "There is no such provider; GET /providers lists them.", "没有该适配器；可通过 GET /providers 查看。");
        }
    }

    private static IEnumerable<FieldError> Regions(IReadOnlyList<string> regions)
    {
        if (regions.Count > RegionCount)
        {
            yield return Error("/regions", "tooMany", $"At most {RegionCount} regions.", $"最多 {RegionCount} 个地域。");
        }

        for (var index = 0; index < regions.Count; index++)
        {
            if (string.IsNullOrWhiteSpace(regions[index]) || regions[index].Length > 100)
            {
                yield return Error($"/regions/{index}", "format", "It must be the id of a region.", "必须是地域 ID。");
            }
        }
    }

    private static IEnumerable<FieldError> Endpoint(ProviderManifest manifest, string endpoint)
    {
        if (endpoint.Length > EndpointLength)
        {
            yield return Error("/endpoint", "tooLong", $"At most {EndpointLength} characters.", $"最多 {EndpointLength} 个字符。");
        }
        else if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || !manifest.EndpointSchemes.Contains(uri.Scheme))
        {
            var schemes = string.Join(", ", manifest.EndpointSchemes.Select(scheme => scheme + "://"));
            yield return Error("/endpoint", "format", $"It must be a URL that begins with one of: {schemes}.", $"必须是以下列之一开头的 URL：{schemes}。");
        }
        else if (uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            yield return Error("/endpoint", "secret", "A password does not belong in the URL; use credentials.", "密码不应写在 URL 中，请填写凭据。");
        }
        else if (uri.Scheme == "unix" ? uri.AbsolutePath.Length < 2 : uri.Host.Length == 0)
        {
            yield return Error("/endpoint", "format", "It names no host or path.", "缺少主机或路径。");
        }
    }

    private static IEnumerable<FieldError> Credentials(ProviderManifest manifest, IReadOnlyDictionary<string, string> credentials)
    {
        foreach (var (name, value) in credentials)
        {
            if (manifest.Credentials.All(field => field.Name != name))
            {
                yield return Error("/credentials/" + name, "unknown", $"{manifest.Name} has no such credential.", $"{manifest.Name} 没有该凭据项。");
            }
            else if (value is null || value.Length > CredentialLength)
            {
                yield return Error("/credentials/" + name, "tooLong", $"At most {CredentialLength} characters.", $"最多 {CredentialLength} 个字符。");
            }
        }

        foreach (var field in manifest.Credentials.Where(field => field.Required))
        {
            if (string.IsNullOrEmpty(credentials.GetValueOrDefault(field.Name)))
            {
                yield return Required("/credentials/" + field.Name);
            }
        }
    }

    private static IEnumerable<FieldError> Settings(JsonObject? settings)
    {
        foreach (var (name, value) in settings ?? [])
        {
            if (!SettingNames.Contains(name))
            {
                yield return Error("/settings/" + name, "unknown", "There is no such setting.", "没有该设置项。");
            }
            else if (value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            {
                yield return Error("/settings/" + name, "type", "It must be true or false.", "必须是 true 或 false。");
            }
        }
    }

    private static FieldError OneOf(string pointer, IEnumerable<string> words)
    {
        var list = string.Join(", ", words);
        return Error(pointer, "enum", $"One of: {list}.", $"可选值：{list}。");
    }

    private static FieldError Required(string pointer) => Error(pointer, "required", "This is required.", "必填。");

    private static FieldError Error(string pointer, string code, string en, string zh) => new(pointer, code, new(en, zh));
}
