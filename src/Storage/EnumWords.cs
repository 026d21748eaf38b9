using System.Text.Json;

namespace Yunqiao.Storage;

/// <summary>Enums in the database are camel-case words, as in JSON.</summary>
internal static class EnumWords
{
    internal static string Write(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
