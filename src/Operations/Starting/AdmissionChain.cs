using Yunqiao.Kernel;
using Yunqiao.Kernel.Admission;

namespace Yunqiao.Operations.Starting;

/// <summary>All rules of admission, in their order.</summary>
internal sealed class AdmissionChain(IEnumerable<IAdmissionRule> rules)
{
    private readonly IReadOnlyList<IAdmissionRule> ordered =
        [.. rules.OrderBy(rule => rule.Order).ThenBy(rule => rule.GetType().FullName, StringComparer.Ordinal)];

    /// <summary>Asks until one vetoes; of several ends the soonest counts.</summary>
    public async Task<Admission> AskAsync(AdmissionRequest request, CancellationToken ct)
    {
        DateTimeOffset? endBy = null;
        var warnings = new List<LocalizedText>();
        foreach (var rule in ordered)
        {
            var decision = await rule.AdmitAsync(request, ct);
            if (decision.Veto is not null)
            {
                return new Admission(decision.Veto, null, []);
            }

            endBy = decision.EndBy < (endBy ?? DateTimeOffset.MaxValue) ? decision.EndBy : endBy;
            if (decision.Warning is { } warning)
            {
                warnings.Add(warning);
            }
        }

        return new Admission(null, endBy, warnings);
    }
}

/// <summary>What all rules together say.</summary>
/// <param name="Veto">The first veto; null when there is none.</param>
/// <param name="EndBy">When it must have ended; null when no rule says.</param>
/// <param name="Warnings">What whoever asks should know.</param>
public sealed record Admission(Problem? Veto, DateTimeOffset? EndBy, IReadOnlyList<LocalizedText> Warnings);
