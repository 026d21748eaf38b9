using System.Reflection;

namespace Yunqiao.Storage;

/// <summary>
/// The migrations of one project: SQL files in its <c>Migrations</c> folder, applied once each, in the order of their names.
/// Forward only: expand in one release, contract in a later one, so that a server of release N-1 goes on running on schema N. A file
/// that contracts begins with the line <c>-- contracts</c>; servers that do not know it then refuse the database.
/// Every project registers its own as a singleton.
/// </summary>
/// <param name="Owner">The project's name in lower case; part of the migration's id.</param>
/// <param name="Assembly">Where the files are embedded.</param>
public sealed record MigrationSource(string Owner, Assembly Assembly)
{
    private const string Folder = "migrations/";

    /// <summary>The tables of this project, which all others build on.</summary>
    public static MigrationSource Storage { get; } = new("storage", typeof(MigrationSource).Assembly);

    internal IEnumerable<Migration> Read() =>
        from name in Assembly.GetManifestResourceNames()
        where name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal)
        orderby name
        select new Migration($"{Owner}/{Path.GetFileNameWithoutExtension(name[Folder.Length..])}", Text(name));

    private string Text(string name)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

/// <summary>One file.</summary>
/// <param name="Id">Project and file name: <c>graph/0001-resources</c>.</param>
/// <param name="Sql">Its text.</param>
internal sealed record Migration(string Id, string Sql)
{
    /// <summary>The first line of a migration that takes something away which the release before it uses.</summary>
    internal const string ContractsLine = "-- contracts";

    /// <summary>Whether servers of the release before cannot run on the schema any more.</summary>
    internal bool Contracts => Sql.StartsWith(ContractsLine, StringComparison.Ordinal);
}
