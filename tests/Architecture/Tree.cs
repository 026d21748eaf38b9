namespace Yunqiao.Tests.Architecture;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Tree
{
    public static readonly string Root = FindRoot();

    public static IEnumerable<string> Sources(params string[] folders) =>
        from folder in folders
        let path = Path.Combine(Root, folder)
        where Directory.Exists(path)
        from file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !relative.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "dist")
        orderby relative
        select relative;

    public static IEnumerable<string> CSharp(params string[] folders) =>
        Sources(folders).Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    public static string[] Lines(string relative) => File.ReadAllLines(Path.Combine(Root, relative));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Yunqiao.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no Yunqiao.slnx above the tests");
        }

        return folder;
    }
}
