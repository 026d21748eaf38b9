namespace Yunqiao.Storage.Embedded;

/// <summary>
/// The files that configure the embedded server. They are the product's own and written anew at each start; what an operator
/// adds goes to <c>local.conf</c> beside them.
/// </summary>
internal static class ServerConfiguration
{
    /// <summary>The superuser and owner of the database.</summary>
    internal const string Owner = "yunqiao";

    /// <summary>The name in the socket's file name; nothing listens on TCP.</summary>
    internal const int Port = 5432;

    // Tuned for a light life beside the server: small caches, no parallel workers kept, no replication.
    internal static string Settings(PostgresPlace place, string major, bool durable) =>
        $"""
        listen_addresses = ''
        port = {Port}
        unix_socket_directories = '{Quoted(place.SocketFolder)}'
        unix_socket_permissions = 0700
        max_connections = 200
        superuser_reserved_connections = 5
        shared_buffers = 64MB
        huge_pages = off
        {(major == "18" ? "io_method = sync" : "")}
        wal_level = minimal
        max_wal_senders = 0
        max_wal_size = 512MB
        wal_compression = on
        fsync = {(durable ? "on" : "off")}
        full_page_writes = {(durable ? "on" : "off")}
        random_page_cost = 1.1
        jit = off
        max_locks_per_transaction = 128
        password_encryption = 'scram-sha-256'
        client_connection_check_interval = 10s
        timezone = 'UTC'
        log_timezone = 'UTC'
        log_destination = 'stderr'
        log_line_prefix = '%m [%p] %q%u@%d '
        log_min_error_statement = panic
        log_checkpoints = off
        include_if_exists = 'local.conf'

        """;

    // The owner comes in by the identity of its process, which the kernel vouches for; the confined roles by password.
    internal const string Access =
        """
        local all yunqiao peer map=owner
        local all all scram-sha-256

        """;

    internal static string Identities(ServerUser user) =>
        string.Concat(new[] { "root", user.Name }.Distinct().Select(name => $"owner \"{name}\" {Owner}\n"));

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
