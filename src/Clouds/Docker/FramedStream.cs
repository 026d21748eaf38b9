using System.Buffers.Binary;
using Yunqiao.Providers;

namespace Yunqiao.Clouds.Docker;

/// <summary>
/// Takes output out of the engine's frames: a byte for the stream (0, 1 or 2), three zeros, a big-endian length, then that many bytes
/// (https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach, "Stream format").
/// Standard output and error come in the order in which they were written.
/// </summary>
internal sealed class FramedStream(Stream inner) : Stream
{
    private readonly byte[] header = new byte[8];
    private long left;

    public override bool CanRead => true;

    public override bool CanWrite => inner.CanWrite;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (left == 0)
        {
            var read = await inner.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken);
            if (read == 0)
            {
                return 0;
            }

            if (read < header.Length || header[0] > 2 || header[1] != 0 || header[2] != 0 || header[3] != 0)
            {
                throw new ProviderException(FaultKind.Unavailable, "The engine's stream broke off or is not in frames.") { VendorCode = "answer.incomplete" };
            }

            left = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
        }

        var part = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
        if (part == 0)
        {
            throw new ProviderException(FaultKind.Unavailable, "The engine's stream broke off.") { VendorCode = "answer.incomplete" };
        }

        left -= part;
        return part;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write it asynchronously.");

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
