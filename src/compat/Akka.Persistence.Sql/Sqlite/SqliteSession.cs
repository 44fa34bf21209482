using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Akka.Persistence.Sql.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    public sqlite3 Handle => _connection.Handle!;

    public static SqliteSession Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            var session = new SqliteSession(connection);
            // SQLite waits for a lock by itself, in small steps; the ADO.NET layer would sleep 150 ms at a time.
            session.Run($"PRAGMA busy_timeout={Math.Max(1, connection.DefaultTimeout) * 1000}");
            return session;
        }
        catch (SqliteException cause)
        {
            var dataSource = connection.DataSource;
            connection.Dispose();
            throw new InvalidOperationException(
                $"Cannot open the database [{dataSource}]: {cause.Message} " +
                "Its directory must exist and be writable, and the file must be a SQLite database.",
                cause);
        }
    }

    /// <summary>The statement, prepared at its first use. The caller resets it.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(Handle, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Runs a statement that is not worth keeping.</summary>
    public void Run(string sql)
    {
        using var statement = new SqliteStatement(Handle, sql);
        statement.Execute();
    }

    /// <summary>First column of the first row as text, null when there is none.</summary>
    public string? Scalar(string sql)
    {
        using var statement = new SqliteStatement(Handle, sql);
        return statement.Step() ? statement.Text(0) : null;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
