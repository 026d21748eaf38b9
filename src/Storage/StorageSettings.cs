using Microsoft.Extensions.Configuration;

namespace Yunqiao.Storage;

/// <summary>Where the database is. From the section <c>Storage</c> of the configuration.</summary>
/// <param name="ConnectionString">The owner's login of a PostgreSQL of the operator's; null for the embedded server.</param>
/// <param name="DataFolder">The product's data folder; <c>.data</c> below the current folder unless given.</param>
/// <param name="MasterKeyFile">Made on first start; <c>master.key</c> in the data folder unless given.</param>
/// <param name="BinariesFolder">The folder with the <c>bin</c> of the embedded PostgreSQL; null to look where npm put it.</param>
public sealed record StorageSettings(string? ConnectionString, string DataFolder, string MasterKeyFile, string? BinariesFolder)
{
    /// <summary>How long events are kept for readers that were away.</summary>
    public TimeSpan EventRetention { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The folder with the <c>bin</c> of an older PostgreSQL, for an upgrade; null to look where it is usually.</summary>
    public string? OlderBinariesFolder { get; init; }

    /// <summary>Whether this server brings its own PostgreSQL.</summary>
    public bool IsEmbedded => ConnectionString is null;

    /// <summary>Reads the settings; an empty value counts as absent.</summary>
    public static StorageSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Storage");
        var folder = Path.GetFullPath(Text(section, "DataFolder") ?? ".data");
        return new StorageSettings(
            Text(section, "ConnectionString"),
            folder,
            Path.GetFullPath(Text(section, "MasterKeyFile") ?? Path.Combine(folder, "master.key")),
            Text(section, "BinariesFolder"))
        {
            OlderBinariesFolder = Text(section, "OlderBinariesFolder"),
        };
    }

    private static string? Text(IConfigurationSection section, string name) =>
        section[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
}
