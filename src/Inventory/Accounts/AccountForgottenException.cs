using Yunqiao.Kernel;

namespace Yunqiao.Inventory.Accounts;

/// <summary>
/// Something was seen of an account that was forgotten in the meantime. It ends the work that saw it: nothing of the account
/// may come back into the graph.
/// </summary>
public sealed class AccountForgottenException(AccountId account) : Exception($"Account {account} is forgotten.");
