using ActorQueue.Contracts;
using ActorQueue.Storage;
using Microsoft.Data.Sqlite;

namespace ActorQueue.History;

/// <summary>
/// The one prepared statement that writes finished tasks. By hand, since it is on every task's way and holds the write lock that commits wait for:
/// a mapper took two to three times as long a row.
/// </summary>
internal sealed class HistoryInsert : IDisposable
{
    private readonly DataCipher _cipher;
    private readonly SqliteCommand _command;
    private readonly SqliteParameter _queue;
    private readonly SqliteParameter _position;
    private readonly SqliteParameter _taskId;
    private readonly SqliteParameter _kind;
    private readonly SqliteParameter _name;
    private readonly SqliteParameter _status;
    private readonly SqliteParameter _priority;
    private readonly SqliteParameter _attempts;
    private readonly SqliteParameter _workerId;
    private readonly SqliteParameter _createdAt;
    private readonly SqliteParameter _startedAt;
    private readonly SqliteParameter _completedAt;
    private readonly SqliteParameter _errorCode;
    private readonly SqliteParameter _errorMessage;
    private readonly SqliteParameter _result;
    private readonly SqliteParameter _description;
    private readonly SqliteParameter _tags;
    private readonly SqliteParameter _batchId;
    private readonly SqliteParameter _parentId;
    private readonly SqliteParameter _parentBatchId;
    private readonly SqliteParameter _scheduleId;
    private readonly SqliteParameter _run;
    private readonly SqliteParameter _lastAttempt;
    private readonly SqliteParameter _errors;
    private readonly SqliteParameter _body;
    private readonly SqliteParameter _sealed;

    public HistoryInsert(SqliteConnection connection, string sql, DataCipher cipher)
    {
        _cipher = cipher;
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        _queue = Add("@Queue", SqliteType.Text);
        _position = Add("@Position", SqliteType.Integer);
        _taskId = Add("@TaskId", SqliteType.Blob);
        _kind = Add("@Kind", SqliteType.Text);
        _name = Add("@Name", SqliteType.Text);
        _status = Add("@Status", SqliteType.Text);
        _priority = Add("@Priority", SqliteType.Integer);
        _attempts = Add("@Attempts", SqliteType.Integer);
        _workerId = Add("@WorkerId", SqliteType.Text);
        _createdAt = Add("@CreatedAt", SqliteType.Integer);
        _startedAt = Add("@StartedAt", SqliteType.Integer);
        _completedAt = Add("@CompletedAt", SqliteType.Integer);
        _errorCode = Add("@ErrorCode", SqliteType.Text);
        _errorMessage = Add("@ErrorMessage", SqliteType.Text);
        _result = Add("@Result", SqliteType.Blob);
        _description = Add("@Description", SqliteType.Text);
        _tags = Add("@Tags", SqliteType.Text);
        _batchId = Add("@BatchId", SqliteType.Blob);
        _parentId = Add("@ParentId", SqliteType.Blob);
        _parentBatchId = Add("@ParentBatchId", SqliteType.Blob);
        _scheduleId = Add("@ScheduleId", SqliteType.Text);
        _run = Add("@Run", SqliteType.Integer);
        _lastAttempt = Add("@LastAttempt", SqliteType.Integer);
        _errors = Add("@Errors", SqliteType.Text);
        _body = Add("@Body", SqliteType.Blob);
        _sealed = Add("@Sealed", SqliteType.Integer);
        _sealed.Value = cipher.IsActive ? 1 : 0;
    }

    public void Run(string queue, IReadOnlyList<FinishedTask> tasks, SqliteTransaction transaction)
    {
        _command.Transaction = transaction;
        _queue.Value = queue;
        foreach (var finished in tasks)
        {
            Bind(finished.Position, finished.Task);
            _lastAttempt.Value = finished.LastAttempt;
            _body.Value = OrNull(Protect(finished.Body?.Bytes, HistoryRow.BodyPurpose, finished.Task.Id));
            _command.ExecuteNonQuery();
        }
    }

    public void Dispose() => _command.Dispose();

    private void Bind(long position, TaskView task)
    {
        _position.Value = position;
        _taskId.Value = HistoryRow.Key(task.Id);
        _kind.Value = task.Kind;
        _name.Value = task.Name;
        _status.Value = task.Status.ToWord();
        _priority.Value = task.Priority;
        _attempts.Value = task.Attempts;
        _workerId.Value = OrNull(task.WorkerId);
        _createdAt.Value = task.CreatedAt.ToUnixTimeMilliseconds();
        _startedAt.Value = OrNull(task.StartedAt?.ToUnixTimeMilliseconds());
        _completedAt.Value = (task.CompletedAt ?? task.CreatedAt).ToUnixTimeMilliseconds();
        _errorCode.Value = OrNull(task.Error?.Code);
        _errorMessage.Value = OrNull(task.Error?.Message);
        _result.Value = OrNull(Protect(task.Result, HistoryRow.ResultPurpose, task.Id));
        _description.Value = OrNull(task.Description);
        _run.Value = task.Run;
        _errors.Value = OrNull(HistoryRow.ErrorsAsJson(task.Errors));
        _tags.Value = OrNull(HistoryRow.JoinTags(task.Tags));
        _batchId.Value = OrNull(HistoryRow.Key(task.BatchId?.Value));
        _parentId.Value = OrNull(HistoryRow.Key(task.ParentId?.Value));
        _parentBatchId.Value = OrNull(HistoryRow.Key(task.ParentBatchId?.Value));
        _scheduleId.Value = OrNull(task.ScheduleId);
    }

    private byte[]? Protect(ReadOnlyMemory<byte>? data, string purpose, TaskId id) =>
        data is not { } bytes ? null : _cipher.IsActive ? _cipher.Seal(bytes.Span, purpose + id) : bytes.ToArray();

    private static object OrNull(object? value) => value ?? DBNull.Value;

    private SqliteParameter Add(string name, SqliteType type) => _command.Parameters.Add(name, type);
}
