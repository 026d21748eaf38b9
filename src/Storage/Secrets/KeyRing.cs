using System.Security.Cryptography;
using Npgsql;
using Yunqiao.Kernel;

namespace Yunqiao.Storage.Secrets;

/// <summary>
/// The keys that secrets are sealed with. They are in the database, each sealed by the master key. A new one is used only some
/// minutes after it was made, when every server has read it; old ones stay, to open what they sealed.
/// </summary>
public sealed class KeyRing
{
    /// <summary>How long after its making a key comes into use; servers read the ring several times in that time.</summary>
    public static readonly TimeSpan ActivationDelay = TimeSpan.FromMinutes(5);

    private const int KeyLength = 32;

    private readonly Database database;
    private readonly TimeProvider clock;
    private MasterKey? masterKey;
    private volatile IReadOnlyDictionary<Guid, RingKey> keys = new Dictionary<Guid, RingKey>();

    /// <summary>An empty ring; the start of the server fills it.</summary>
    public KeyRing(Database database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
    }

    /// <summary>The ids of all keys, oldest first.</summary>
    public IReadOnlyList<Guid> Ids => keys.Values.OrderBy(key => key.ActiveFrom).Select(key => key.Id).ToList();

    /// <summary>Adds a key that takes over after <see cref="ActivationDelay"/>; nothing has to be sealed anew.</summary>
    /// <returns>The id of the new key.</returns>
    public async Task<Guid> RotateAsync(CancellationToken ct)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await database.QueryAsync<int>(
            Scope.System("keyRing"),
            "insert into key_ring (id, sealed, active_from) values (@id, @sealed, @activeFrom)",
            new { id, @sealed = Seal(Unlocked(), id, RandomNumberGenerator.GetBytes(KeyLength)), activeFrom = clock.GetUtcNow() + ActivationDelay },
            ct);
        await ReloadAsync(ct);
        return id;
    }

    internal async Task LoadAsync(MasterKey key, CancellationToken ct)
    {
        masterKey = key;
        await ReloadAsync(ct);
    }

    internal async Task ReloadAsync(CancellationToken ct)
    {
        var rows = await database.QueryAsync<SealedKey>(
            Scope.System("keyRing"), "select id, sealed, active_from from key_ring", null, ct);
        keys = Open(rows, Unlocked()).ToDictionary(key => key.Id);
    }

    /// <summary>The key to seal with now.</summary>
    internal RingKey Current()
    {
        var now = clock.GetUtcNow();
        var all = keys.Values;

        // The very first key is of use at once, also on a server whose clock is behind.
        return all.Where(key => key.ActiveFrom <= now).MaxBy(key => key.ActiveFrom)
            ?? all.MinBy(key => key.ActiveFrom)
            ?? throw new StorageUnavailableException();
    }

    internal RingKey? Find(Guid id) => keys.GetValueOrDefault(id);

    /// <summary>The ring as the owner sees it before the roles exist; empty while there is no table.</summary>
    internal static async Task<IReadOnlyList<SealedKey>> ReadAsync(NpgsqlConnection owner, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select to_regclass('public.key_ring') is not null", owner);
        if (await command.ExecuteScalarAsync(ct) is not true)
        {
            return [];
        }

        command.CommandText = "select id, sealed, active_from from key_ring";
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await RowReader.ReadAllAsync<SealedKey>(reader, ct);
    }

    internal static async Task AddAsync(NpgsqlConnection owner, MasterKey master, DateTimeOffset activeFrom, TimeProvider clock, CancellationToken ct)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        await using var command = new NpgsqlCommand("insert into key_ring (id, sealed, active_from) values ($1, $2, $3)", owner)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = Seal(master, id, RandomNumberGenerator.GetBytes(KeyLength)) },
                new() { Value = activeFrom.ToUniversalTime() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Opens every key; one that the master key does not open means that it is the wrong one.</summary>
    internal static IReadOnlyList<RingKey> Open(IReadOnlyList<SealedKey> rows, MasterKey master)
    {
        try
        {
            return rows.Select(row => new RingKey(
                row.Id, SealedBytes.Open(Wrapping(master), row.Sealed, row.Id.ToByteArray()), row.ActiveFrom)).ToList();
        }
        catch (CryptographicException error)
        {
            throw new StorageStartException(StorageProblems.MasterKeyWrong.With(("file", master.File)), error);
        }
    }

    private static byte[] Seal(MasterKey master, Guid id, byte[] key) => SealedBytes.Seal(Wrapping(master), key, id.ToByteArray());

    private static byte[] Wrapping(MasterKey master) => master.Derive("key-ring");

    private MasterKey Unlocked() => masterKey ?? throw new StorageUnavailableException();
}

/// <summary>A row of the ring.</summary>
internal sealed record SealedKey(Guid Id, byte[] Sealed, DateTimeOffset ActiveFrom);

/// <summary>A key in the clear; only ever in memory.</summary>
internal sealed record RingKey(Guid Id, byte[] Bytes, DateTimeOffset ActiveFrom);
