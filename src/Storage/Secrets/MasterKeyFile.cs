namespace Yunqiao.Storage.Secrets;

/// <summary>Where the master key comes from: a file that is made on first start, or a key at hand.</summary>
internal sealed class MasterKeyFile
{
    private readonly string? path;
    private readonly MasterKey? given;

    internal MasterKeyFile(string path) => this.path = path;

    internal MasterKeyFile(MasterKey given) => this.given = given;

    /// <summary>The key; when there is none it is made, unless the database holds secrets that another key sealed.</summary>
    internal MasterKey Load(bool databaseHoldsSecrets)
    {
        if (given is not null)
        {
            return given;
        }

        if (MasterKey.Read(path!) is { } key)
        {
            return key;
        }

        return databaseHoldsSecrets
            ? throw new StorageStartException(StorageProblems.MasterKeyMissing.With(("file", path!)))
            : MasterKey.Create(path!);
    }
}
