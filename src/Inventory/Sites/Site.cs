using Yunqiao.Kernel;

namespace Yunqiao.Inventory.Sites;

/// <summary>A place with its own network reach: a data centre, a branch, a cloud partition. Accounts belong to a site.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Slug">A short name for addresses; unique in its tenant.</param>
public sealed record Site(SiteId Id, string Name, string Slug);
