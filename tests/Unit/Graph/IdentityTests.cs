using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Graph.Joining;
using Yunqiao.Kernel.Kinds;

namespace Yunqiao.Tests.Unit.Graph;

/// <summary>What two accounts have to say of a thing to be known to speak of one thing.</summary>
public sealed class IdentityTests
{
    private static readonly Kind Instance = BuiltInKinds.All["compute/instance"];

    [Theory]
    [InlineData("""{"biosUuid":"4C4C4544-0043-3510-8052-B4C04F4A4D31"}""", """{"biosUuid":"4c4c4544-0043-3510-8052-b4c04f4a4d31"}""")]
    [InlineData("""{"biosUuid":"{4C4C4544-0043-3510-8052-B4C04F4A4D31}"}""", """{"biosUuid":"4c4c454400433510 8052b4c04f4a4d31"}""")]
    [InlineData("""{"serialNumber":" CZJ-12345 "}""", """{"serialNumber":"czj12345","biosUuid":"4c4c4544-0043-3510-8052-b4c04f4a4d31"}""")]
    [InlineData("""{"macAddresses":["52:54:00:AA:BB:01","52:54:00:aa:bb:02"]}""", """{"macAddresses":["52-54-00-aa-bb-02","5254.00aa.bb01"]}""")]
    [InlineData("""{"biosUuid":"4c4c4544-0043-3510-8052-b4c04f4a4d31","serialNumber":"one"}""", """{"biosUuid":"4c4c4544-0043-3510-8052-b4c04f4a4d31","serialNumber":"another"}""")]
    public void Is_the_same_however_it_is_spelled_and_the_strongest_decides(string one, string other) =>
        Assert.True(Of(one).IsSameAs(Of(other)) && Of(other).IsSameAs(Of(one)));

    [Theory]
    [InlineData("""{"biosUuid":"4c4c4544-0043-3510-8052-b4c04f4a4d31","serialNumber":"CZJ12345"}""", """{"biosUuid":"4c4c4544-0043-3510-8052-b4c04f4a4d32","serialNumber":"CZJ12345"}""")]
    [InlineData("""{"macAddresses":["52:54:00:aa:bb:01"]}""", """{"macAddresses":["52:54:00:aa:bb:01","52:54:00:aa:bb:02"]}""")]
    [InlineData("""{"biosUuid":"4c4c4544-0043-3510-8052-b4c04f4a4d31"}""", """{"serialNumber":"CZJ12345"}""")]
    [InlineData("{}", "{}")]
    public void Differs_when_the_strongest_that_both_have_differs(string one, string other) =>
        Assert.False(Of(one).IsSameAs(Of(other)) || Of(other).IsSameAs(Of(one)));

    [Theory]
    [InlineData("""{"biosUuid":"00000000-0000-0000-0000-000000000000"}""")]
    [InlineData("""{"biosUuid":"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"}""")]
    [InlineData("""{"biosUuid":"03000200-0400-0500-0006-000700080009"}""")]
    [InlineData("""{"serialNumber":"To Be Filled By O.E.M."}""")]
    [InlineData("""{"serialNumber":"Not Specified"}""")]
    [InlineData("""{"serialNumber":"0123456789"}""")]
    [InlineData("""{"serialNumber":"n/a"}""")]
    [InlineData("""{"serialNumber":""}""")]
    [InlineData("""{"macAddresses":[]}""")]
    [InlineData("""{"macAddresses":["52:54:00:aa:bb:01","00:00:00:00:00:00"]}""")]
    public void Is_none_where_makers_write_what_says_nothing(string attributes) => Assert.Empty(Of(attributes).Values);

    private static Identity Of(string attributes) => Identity.Of(Instance, (JsonObject)JsonNode.Parse(attributes)!, []);
}
