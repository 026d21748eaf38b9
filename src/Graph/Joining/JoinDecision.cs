using Yunqiao.Graph.Merging;
using Yunqiao.Kernel;

namespace Yunqiao.Graph.Joining;

/// <summary>A record of another account that shares a value with one that is merged.</summary>
/// <param name="Resource">Its resource.</param>
/// <param name="Accounts">All accounts that speak for the resource.</param>
/// <param name="Identity">All that identifies the record.</param>
internal sealed record JoinCandidate(ResourceId Resource, IReadOnlyCollection<AccountId> Accounts, Identity Identity);

/// <summary>Decides which things of a page are things that other accounts know already.</summary>
internal static class JoinDecision
{
    /// <summary>
    /// The resource of each thing that is known to others, by its external id. What fits several resources is left alone, for
    /// copies carry the identity of what they were copied from; so is what its own account would have twice then.
    /// </summary>
    internal static IReadOnlyDictionary<string, ResourceId> Decide(
        AccountId account, IReadOnlyCollection<Sighting> sightings, IReadOnlyCollection<JoinCandidate> candidates)
    {
        var free = candidates.Where(candidate => !candidate.Accounts.Contains(account)).ToArray();
        return sightings
            .Select(sighting => (
                sighting.ExternalId,
                Resources: free.Where(candidate => sighting.Identity.IsSameAs(candidate.Identity)).Select(candidate => candidate.Resource).Distinct().ToArray()))
            .Where(match => match.Resources.Length == 1)
            .GroupBy(match => match.Resources[0])
            .Where(group => group.Count() == 1)
            .ToDictionary(group => group.Single().ExternalId, group => group.Key, StringComparer.Ordinal);
    }
}
