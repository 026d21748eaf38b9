using System.Reflection;

namespace Yunqiao.Storage;

/// <summary>
/// The migrations of one project: SQL files in its <c>Migrations</c> folder, applied once each, in the order of their names.
/// Forward only: expand in one release, contract in a later one, so that release N-1 runs on schema N.
/// </summary>
/// <param name="Owner">The project's name in lower case; part of the migration's id.</param>
/// <param name="Assembly">Where the files are embedded.</param>
public sealed record MigrationSource(string Owner, Assembly Assembly)
{
    internal IEnumerable<(string Id, string Sql)> Read() =>
        from name in Assembly.GetManifestResourceNames()
        where name.StartsWith("migrations/", StringComparison.Ordinal)
        orderby name
        select (Owner + "/" + Path.GetFileNameWithoutExtension(name["migrations/".Length..]), Text(name));

    private string Text(string name)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
