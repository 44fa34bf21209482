using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Akka.Persistence.Sql.Sqlite;

/// <summary>
/// A prepared statement on SQLite's own interface. The ADO.NET layer above it costs about as much as the row itself.
/// Parameters and columns count as SQLite counts them: parameters from 1, columns from 0.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(sqlite3 db, string sql)
    {
        _db = db;
        Check(raw.sqlite3_prepare_v2(db, sql, out _statement));
    }

    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, string? value)
    {
        Check(value is null
            ? raw.sqlite3_bind_null(_statement, index)
            : raw.sqlite3_bind_text(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, byte[] value)
    {
        // An empty blob bound as such becomes NULL, which the column forbids.
        Check(value.Length == 0
            ? raw.sqlite3_bind_zeroblob(_statement, index, 0)
            : raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    /// <summary>True while there is a row.</summary>
    public bool Step()
    {
        var rc = raw.sqlite3_step(_statement);
        switch (rc)
        {
            case raw.SQLITE_ROW:
                return true;
            case raw.SQLITE_DONE:
                return false;
            default:
                // Read the message before the reset clears it.
                var error = Error(rc);
                Reset();
                throw error;
        }
    }

    /// <summary>Runs a statement without rows and makes it ready for the next time.</summary>
    public void Execute()
    {
        while (Step())
        {
            // PRAGMAs answer with a row that nobody needs.
        }

        Reset();
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public string? Text(int column) => IsNull(column) ? null : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public byte[] Blob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>Ends the read and forgets the parameters, so that no blob stays referenced.</summary>
    public void Reset()
    {
        raw.sqlite3_reset(_statement);
        raw.sqlite3_clear_bindings(_statement);
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int rc)
    {
        if (rc != raw.SQLITE_OK)
        {
            throw Error(rc);
        }
    }

    private SqliteException Error(int rc)
    {
        var message = new StringBuilder("SQLite error ").Append(rc).Append(": ")
            .Append(raw.sqlite3_errmsg(_db).utf8_to_string());
        return new SqliteException(message.ToString(), rc, raw.sqlite3_extended_errcode(_db));
    }
}
