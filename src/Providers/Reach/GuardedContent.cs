using System.Net;

namespace Yunqiao.Providers;

/// <summary>A body whose reading ends in a fault when it breaks, and at a limit unless the request says that it streams.</summary>
internal sealed class GuardedContent : HttpContent
{
    private readonly HttpContent inner;
    private readonly HttpRequestMessage request;

    public GuardedContent(HttpContent inner, HttpRequestMessage request)
    {
        this.inner = inner;
        this.request = request;
        foreach (var header in inner.Headers)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() => new GuardedStream(await inner.ReadAsStreamAsync(), request);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new GuardedStream(await inner.ReadAsStreamAsync(cancellationToken), request);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var source = await CreateContentReadStreamAsync();
        await source.CopyToAsync(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed class GuardedStream(Stream body, HttpRequestMessage request) : Stream
    {
        private readonly long limit = ReachOptions.LimitOf(request);
        private long read;

        public override bool CanRead => body.CanRead;

        public override bool CanWrite => body.CanWrite;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return Count(await body.ReadAsync(buffer, cancellationToken));
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                throw TransportFault.Broken(e, request);
            }
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            try
            {
                return Count(body.Read(buffer, offset, count));
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                throw TransportFault.Broken(e, request);
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            body.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            body.WriteAsync(buffer, offset, count, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => body.Write(buffer, offset, count);

        public override void Flush() => body.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => body.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await body.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                body.Dispose();
            }

            base.Dispose(disposing);
        }

        private int Count(int bytes)
        {
            read += bytes;
            return read <= limit
                ? bytes
                : throw new ProviderException(FaultKind.Bug, $"The answer is larger than {limit / (1024 * 1024)} MiB.") { VendorCode = "answer.tooLarge" };
        }
    }
}
