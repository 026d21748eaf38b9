using System.Security.Cryptography;
using Xunit;
using Yunqiao.Storage;
using Yunqiao.Storage.Secrets;
using Yunqiao.Tests.Peers;

namespace Yunqiao.Tests.Unit.Storage;

/// <summary>Sealing, rotation and the master key file.</summary>
public sealed class SecretTests : IAsyncLifetime
{
    private static readonly byte[] Secret = "correct horse"u8.ToArray();
    private readonly string folder = Directory.CreateTempSubdirectory("yq-").FullName;
    private TestDatabase peer = null!;

    public async ValueTask InitializeAsync() => peer = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        await peer.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_was_sealed_opens_for_its_purpose_and_shows_nothing()
    {
        var box = await peer.SecretBoxAsync();
        var sealedSecret = box.Seal("account/1", Secret);
        Assert.Equal(Secret, box.Open("account/1", sealedSecret));
        Assert.Equal(-1, sealedSecret.AsSpan().IndexOf(Secret));
        Assert.NotEqual(sealedSecret, box.Seal("account/1", Secret));
    }

    [Fact]
    public async Task It_opens_for_no_other_purpose_and_not_when_a_bit_was_changed()
    {
        var box = await peer.SecretBoxAsync();
        var sealedSecret = box.Seal("account/1", Secret);
        Assert.ThrowsAny<CryptographicException>(() => box.Open("account/2", sealedSecret));
        for (var at = 0; at < sealedSecret.Length; at++)
        {
            var changed = sealedSecret.ToArray();
            changed[at] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => box.Open("account/1", changed));
        }

        Assert.ThrowsAny<CryptographicException>(() => box.Open("account/1", sealedSecret.AsSpan(0, 20)));
    }

    [Fact]
    public async Task After_a_rotation_the_new_key_waits_for_all_servers_and_the_old_one_still_opens()
    {
        var clock = new ManualClock();
        var ring = await RingAsync(clock);
        var other = await RingAsync(clock);
        var before = new SecretBox(ring).Seal("p", Secret);
        var added = await ring.RotateAsync(TestDeadline.Token);
        Assert.NotEqual(added, ring.Current().Id);
        clock.Advance(KeyRing.ActivationDelay);
        Assert.Equal(added, ring.Current().Id);
        await other.ReloadAsync(TestDeadline.Token);
        var after = new SecretBox(ring).Seal("p", Secret);
        Assert.Equal(Secret, new SecretBox(other).Open("p", before));
        Assert.Equal(Secret, new SecretBox(other).Open("p", after));
    }

    [Fact]
    public async Task A_wrong_master_key_is_named()
    {
        var ring = new KeyRing(peer.Database, TimeProvider.System);
        var error = await Assert.ThrowsAsync<StorageStartException>(() => ring.LoadAsync(MasterKey.Random(), TestDeadline.Token));
        Assert.Equal(StorageProblems.MasterKeyWrong, error.Problem.Type);
    }

    [Fact]
    public void The_key_file_is_made_once_and_is_closed_to_others()
    {
        var file = Path.Combine(folder, "keys", "master.key");
        Assert.Null(MasterKey.Read(file));
        var made = MasterKey.Create(file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(made.Derive("x"), MasterKey.Read(file)!.Derive("x"));
        Assert.NotEqual(made.Derive("x"), made.Derive("y"));
        Assert.ThrowsAny<IOException>(() => MasterKey.Create(file));
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_key_file_that_others_can_read_or_write_is_refused(UnixFileMode also)
    {
        var file = Path.Combine(folder, "master.key");
        MasterKey.Create(file);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | also);
        Assert.Equal(StorageProblems.MasterKeyUnsafe, Assert.Throws<StorageStartException>(() => MasterKey.Read(file)).Problem.Type);
    }

    [Fact]
    public void A_damaged_key_file_is_refused()
    {
        var file = Path.Combine(folder, "master.key");
        MasterKey.Create(file);
        File.WriteAllText(file, "AAAA\n");
        Assert.Equal(StorageProblems.MasterKeyMalformed, Assert.Throws<StorageStartException>(() => MasterKey.Read(file)).Problem.Type);
    }

    private async Task<KeyRing> RingAsync(TimeProvider clock)
    {
        var ring = new KeyRing(peer.Database, clock);
        await ring.LoadAsync(peer.Key, TestDeadline.Token);
        return ring;
    }

    private sealed class ManualClock : TimeProvider
    {
        private DateTimeOffset now = DateTimeOffset.UtcNow.AddSeconds(1);

        public override DateTimeOffset GetUtcNow() => now;

        public void Advance(TimeSpan by) => now += by;
    }
}
