using System.Text.Json.Nodes;

namespace Yunqiao.Cli;

/// <summary>Prints a plan for people: what would be done, to whom, at which price, and what to know first.</summary>
internal static class PlanOutput
{
    public static int Write(JsonObject plan)
    {
        Part(Words.Of("Would be done", "将执行"), plan["steps"], step => $"{step["action"]} {step["target"]}  ({CheckedBy(step)})");
        Part(Words.Of("Would be affected", "影响范围"), plan["affects"], each => $"{each["effect"]}  {each["kind"]} {each["name"]}{Reason(each)}");
        Part(Words.Of("Quota", "配额"), plan["quota"], each => $"{each["name"]}: {each["used"]} → {each["after"]} / {each["limit"]}");
        Part(Words.Of("Calls to the cloud", "云端调用"), plan["apiCalls"], call => $"{call["action"]} × {call["count"]}");
        if (plan["cost"] is JsonObject cost)
        {
            Console.WriteLine(Words.Of("Cost", "费用"));
            Console.WriteLine($"  {cost["before"] ?? "–"} → {cost["after"] ?? "–"} {cost["currency"]}");
        }

        Part(Words.Of("Know first", "注意"), plan["warnings"], warning => warning.ToString());
        return 0;
    }

    private static void Part(string title, JsonNode? items, Func<JsonNode, string> line)
    {
        if (items is JsonArray { Count: > 0 } array)
        {
            Console.WriteLine(title);
            foreach (var item in array.OfType<JsonNode>())
            {
                Console.WriteLine("  " + line(item));
            }
        }
    }

    private static string CheckedBy(JsonNode step) =>
        (string?)step["checkedBy"] == "cloud" ? Words.Of("checked by the cloud", "由云端校验") : Words.Of("checked by Yunqiao", "由云桥校验");

    private static string Reason(JsonNode each) => each["reason"] is { } reason ? $"  ({reason})" : "";
}
