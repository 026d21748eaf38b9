using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;
using Yunqiao.Client;

namespace Yunqiao.Tests.Architecture;

/// <summary>The records of the C# client, held against the API's own document: nothing in them that the API does not say.</summary>
public sealed class Client_records
{
    public static TheoryData<Type, string> Pairs => new()
    {
        { typeof(ProblemBody), "Problem" },
        { typeof(SignedIn), "OpenedSession" },
        { typeof(SessionInfo), "CurrentSession" },
        { typeof(Provider), "ProviderView" },
        { typeof(ProviderKind), "ProviderKindView" },
        { typeof(ProviderCredential), "CredentialField" },
        { typeof(Account), "AccountView" },
        { typeof(AccountSync), "AccountSync" },
        { typeof(SyncUnit), "SyncUnitView" },
        { typeof(ConnectionTest), "AccountTest" },
        { typeof(AccountSuggestion), "AccountSuggestion" },
        { typeof(ResourceKind), "KindView" },
        { typeof(KindDefinition), "KindDetail" },
        { typeof(KindField), "AttributeView" },
        { typeof(ResourceAction), "ActionView" },
        { typeof(Resource), "Resource" },
        { typeof(ResourceChange), "ChangeView" },
        { typeof(ChangeCause), "ChangeCause" },
        { typeof(Operation), "OperationView" },
        { typeof(OperationTarget), "OperationResource" },
        { typeof(OperationStep), "StepView" },
        { typeof(OperationItem), "OperationItemView" },
        { typeof(OperationLogLine), "LogLineView" },
        { typeof(StreamTicket), "StreamOffer" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Hold_only_what_the_api_says(Type record, string schema)
    {
        var document = JsonNode.Parse(Tree.Read("docs/openapi/v1.json"))!;
        var properties = document["components"]!["schemas"]![schema]!["properties"]!.AsObject().Select(property => property.Key).ToHashSet();
        var missing = record.GetConstructors()[0].GetParameters()
            .Select(parameter => JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!))
            .Where(name => !properties.Contains(name));

        Assert.Empty(missing);
    }
}
