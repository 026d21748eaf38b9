using System.Security.Cryptography;
using Yunqiao.Kernel;
using Yunqiao.Storage;
using Yunqiao.Tenancy.Users;

namespace Yunqiao.Tenancy.Startup;

/// <summary>
/// Makes an empty installation usable: the root tenant, a project and an administrator. Any number of servers may start at
/// once; one of them does it.
/// </summary>
public sealed class FirstStart
{
    /// <summary>The first administrator's name.</summary>
    public const string Administrator = "admin";

    private readonly Database database;
    private readonly Passwords passwords;
    private readonly TimeProvider clock;

    internal FirstStart(Database database, Passwords passwords, TimeProvider clock)
    {
        this.database = database;
        this.passwords = passwords;
        this.clock = clock;
    }

    /// <summary>
    /// Does it when it was not done before.
    /// </summary>
    /// <param name="givenPassword">The administrator's password; null to make one up.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>The password that was made up, to be shown once; null when there is nothing to show.</returns>
    public async Task<string?> EnsureAsync(string? givenPassword, CancellationToken ct)
    {
        var given = string.IsNullOrEmpty(givenPassword) ? null : givenPassword;
        var password = given ?? GeneratePassword();
        var hash = passwords.Hash(password);
        var done = await database.TransactAsync(
            Scope.System("first-start"),
            async session =>
            {
                await FirstStartStore.LockAsync(session, ct);
                if (await FirstStartStore.IsDoneAsync(session, ct))
                {
                    return false;
                }

                await FirstStartStore.AddRootAsync(session, TypedId.New<TenantId>(clock), TypedId.New<ProjectId>(clock), ct);
                var root = await FirstStartStore.RootAsync(session, ct);
                await UserStore.InsertAsync(
                    session, root, TypedId.New<PrincipalId>(clock), Administrator, "Administrator", hash, Role.Administrator, ct);
                return true;
            },
            ct);
        return done && given is null ? password : null;
    }

    // Sixteen of 32 letters and digits that are not mistaken for one another: 80 bits.
    private static string GeneratePassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyzACDEFHJKL", 16);
}
