using System.Text.Json;
using ActorQueue.Contracts;
using ActorQueue.Contracts.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorQueue.Node.Api;

/// <summary>Errors as problem details (RFC 9457), all in one place.</summary>
internal static partial class ProblemAnswers
{
    // A queue that recovers or a full one usually has changed after a second; a client that is told no time would spin.
    private const string RetryAfterSeconds = "1";

    private const string TooLarge = "The request's body is larger than actorqueue.api.max-body-bytes allows.";

    /// <summary>Turns what a handler throws into an answer.</summary>
    public static async Task Catch(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentType: null })
            {
                await DescribeAsync(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be answered.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var (status, code, detail) = Describe(exception);
            if (status == StatusCodes.Status500InternalServerError)
            {
                LogFailure(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("ActorQueue.Api"), context.Request.Method, context.Request.Path, exception);
            }

            await WriteAsync(context, status, code, detail);
        }
    }

    /// <summary>A problem as the answer of a handler.</summary>
    public static IResult Of(int status, string code, string detail) => new ProblemResult(status, code, detail);

    /// <summary>A thing that nobody knows.</summary>
    public static IResult NotFound(string what) => Of(StatusCodes.Status404NotFound, ProblemCodes.NotFound, $"There is no {what}.");

    /// <summary>A request that breaks rules.</summary>
    public static IResult Invalid(string detail) => Of(StatusCodes.Status400BadRequest, ProblemCodes.Invalid, detail);

    /// <summary>A submit that was refused: the status says whether it may be repeated.</summary>
    public static IResult Rejected(EnqueueOutcome outcome) =>
        Rejected(outcome.Reason, outcome.Message);

    /// <summary>Something that was refused: the status says whether it may be asked for again.</summary>
    public static IResult Rejected(string? reason, string? message) => Of(RejectedStatus(reason), reason ?? ProblemCodes.Invalid, message ?? "It was refused.");

    public static Task WriteAsync(HttpContext context, int status, string code, string detail)
    {
        var title = ReasonPhrases.GetReasonPhrase(status);
        var problem = new ApiProblem { Type = $"urn:actorqueue:{code}", Title = title, Status = status, Detail = detail, Code = code };
        context.Response.StatusCode = status;
        context.Response.ContentType = ApiProblem.ContentType;
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
        else if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Default.ApiProblem), context.RequestAborted).AsTask();
    }

    /// <summary>Some of what the framework refuses by itself has a status only.</summary>
    private static Task DescribeAsync(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => WriteAsync(context, StatusCodes.Status413PayloadTooLarge, ProblemCodes.RequestTooLarge, TooLarge),
        StatusCodes.Status415UnsupportedMediaType => WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, ProblemCodes.Invalid, "The body must be application/json."),
        var status => WriteAsync(context, status, ProblemCodes.Invalid, $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} cannot be read."),
    };

    private static int RejectedStatus(string? reason) => reason switch
    {
        RejectReasons.QueueFull => StatusCodes.Status429TooManyRequests,
        RejectReasons.TooManyBatches or RejectReasons.Throttled => StatusCodes.Status429TooManyRequests,
        RejectReasons.Draining or RejectReasons.BatchSealed or RejectReasons.DuplicateKey => StatusCodes.Status409Conflict,
        RejectReasons.UnknownDependency or RejectReasons.DependencyCycle or RejectReasons.TooManyDependencies or RejectReasons.UnknownBatch or RejectReasons.NotAlone =>
            StatusCodes.Status422UnprocessableEntity,
        RejectReasons.PayloadTooLarge => StatusCodes.Status413PayloadTooLarge,
        RejectReasons.IdExpired => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status400BadRequest,
    };

    private static (int Status, string Code, string Detail) Describe(Exception exception) => exception switch
    {
        QueueUnavailableException => (StatusCodes.Status503ServiceUnavailable, ProblemCodes.Unavailable, exception.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            (StatusCodes.Status413PayloadTooLarge, ProblemCodes.RequestTooLarge, TooLarge),
        BadHttpRequestException { InnerException: JsonException json } => (StatusCodes.Status400BadRequest, ProblemCodes.Invalid, $"The body is not what is expected: {json.Message}"),
        BadHttpRequestException bad => (bad.StatusCode, ProblemCodes.Invalid, bad.Message),
        QueueException => (StatusCodes.Status409Conflict, ProblemCodes.Conflict, exception.Message),
        ArgumentException => (StatusCodes.Status400BadRequest, ProblemCodes.Invalid, exception.Message),
        _ => (StatusCodes.Status500InternalServerError, ProblemCodes.Internal, "The host failed at this request; its log says how."),
    };

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogFailure(ILogger logger, string method, PathString path, Exception exception);

    private sealed class ProblemResult(int status, string code, string detail) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, status, code, detail);
    }
}
