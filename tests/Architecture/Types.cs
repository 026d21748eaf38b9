using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace Yunqiao.Tests.Architecture;

/// <summary>Rules that the compiled types must keep.</summary>
public sealed class Types
{
    public static IReadOnlyList<Assembly> Product { get; } =
    [
        .. new[] { "Kernel", "Storage", "Graph", "Tenancy", "Operations", "Providers", "Clouds", "Inventory", "Api", "Host", "Client", "Cli", "Simulators" }
            .Select(name => Assembly.Load("Yunqiao." + name)),
    ];

    [Fact]
    public void Are_sealed_unless_made_to_be_derived_from()
    {
        var types = Product.SelectMany(assembly => assembly.GetTypes()).Where(Written).ToList();
        var derived = types.Select(type => type.BaseType).Where(type => type is not null).Select(Generic).ToHashSet();
        var open = types.Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false } && !derived.Contains(Generic(type)));

        Assert.Empty(open.Select(type => type.FullName));
    }

    [Fact]
    public void Take_the_cancellation_last()
    {
        var elsewhere =
            from type in Product.SelectMany(assembly => assembly.GetTypes()).Where(Written)
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where !method.IsSpecialName && !method.IsDefined(typeof(CompilerGeneratedAttribute)) && method.GetBaseDefinition() == method
            let parameters = method.GetParameters()
            where parameters.Any(p => p.ParameterType == typeof(CancellationToken))
                && parameters[^1].ParameterType != typeof(CancellationToken)
                && parameters.Count(p => p.ParameterType == typeof(CancellationToken)) == 1
            select $"{type.FullName}.{method.Name}";

        Assert.Empty(elsewhere);
    }

    [Fact]
    public void Do_not_reference_the_test_tree()
    {
        Assert.All(Product, assembly => Assert.DoesNotContain(
            assembly.GetReferencedAssemblies(), reference => reference.Name!.Contains(".Tests.", StringComparison.Ordinal)));
    }

    private static bool Written(Type type) =>
        type.Namespace?.StartsWith("Yunqiao", StringComparison.Ordinal) == true
        && !type.Name.Contains('<', StringComparison.Ordinal)
        && !type.IsDefined(typeof(CompilerGeneratedAttribute));

    private static Type? Generic(Type? type) => type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;
}
