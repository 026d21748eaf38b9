using Yunqiao.Kernel;

namespace Yunqiao.Api.Problems;

/// <summary>Errors of the HTTP edge itself.</summary>
public static class EdgeProblems
{
    /// <summary>No endpoint has this path.</summary>
    public static readonly ProblemType NoSuchPath = new(
        "request.noSuchPath", 404, false,
        new("No such address", "地址不存在"),
        new("The API has nothing at this address.", "API 中没有此地址。"),
        new("See /openapi/v1.json for what there is.", "可用地址见 /openapi/v1.json。"));

    /// <summary>The path exists, the method does not.</summary>
    public static readonly ProblemType MethodNotAllowed = new(
        "request.method", 405, false,
        new("Method not allowed", "不支持的方法"),
        new("This address does not take {method}.", "此地址不支持 {method}。"),
        new("The Allow header names what it takes.", "可用方法见 Allow 响应头。"));

    /// <summary>The body is not JSON by its content type.</summary>
    public static readonly ProblemType MediaType = new(
        "request.mediaType", 415, false,
        new("The body is not declared as JSON", "请求体未声明为 JSON"),
        new("This address takes application/json.", "此地址只接受 application/json。"),
        new("Send JSON with the header Content-Type: application/json.", "请以 Content-Type: application/json 发送 JSON。"));

    /// <summary>The body cannot be read as what this address takes.</summary>
    public static readonly ProblemType Malformed = new(
        "request.malformed", 400, false,
        new("The request cannot be read", "无法读取请求"),
        new("The request does not have the form that this address takes.", "请求不符合此地址要求的格式。"),
        new("Correct what errors names; /openapi/v1.json describes the form.", "请更正 errors 中指出的内容，格式见 /openapi/v1.json。"));

    /// <summary>The path and query are longer than the edge takes.</summary>
    public static readonly ProblemType UriTooLong = new(
        "request.uriTooLong", 414, false,
        new("The address is too long", "请求地址过长"),
        new("Path and query have more than {limit} characters.", "路径与查询超过 {limit} 个字符。"),
        new("Shorten the query.", "请缩短查询条件。"));

    /// <summary>The headers are larger than the edge takes.</summary>
    public static readonly ProblemType HeadersTooLarge = new(
        "request.headersTooLarge", 431, false,
        new("The headers are too large", "请求头过大"),
        new("The headers have more than {limit} characters.", "请求头超过 {limit} 个字符。"),
        new("Delete the cookies of this address and try again.", "请清除此地址的 Cookie 后重试。"));

    /// <summary>A browser sent a change without the header that only this portal's own pages can send.</summary>
    public static readonly ProblemType CrossSite = new(
        "auth.crossSite", 403, false,
        new("The request did not come from the portal", "请求并非来自门户"),
        new("A change that is authenticated by the cookie needs the header X-Requested-With: yunqiao.", "使用 Cookie 认证的更改需要请求头 X-Requested-With: yunqiao。"),
        new("Send the header, or authenticate with a bearer token.", "请添加该请求头，或使用 Bearer 令牌认证。"));

    /// <summary>The work took longer than the edge waits.</summary>
    public static readonly ProblemType Deadline = new(
        "request.deadline", 504, true,
        new("It took too long", "处理超时"),
        new("The request was given up because it took too long.", "请求耗时过长，已被放弃。"),
        new("Try again; ask for less at a time.", "请重试，或减少单次请求的内容。"));

    /// <summary>The client went away; nobody reads this.</summary>
    public static readonly ProblemType ClientLeft = new(
        "request.cancelled", 499, true,
        new("The request was cancelled", "请求已取消"),
        new("The connection was closed before the answer was ready.", "在得到应答之前连接已关闭。"),
        new("Send it again.", "请重新发送。"));

    /// <summary>The server process has the role <c>worker</c> alone.</summary>
    public static readonly ProblemType WorkerOnly = new(
        "server.workerOnly", 421, false,
        new("This server serves no requests", "此服务器不提供请求服务"),
        new("This server only runs operations: its role is worker.", "此服务器只执行任务：其角色为 worker。"),
        new("Send the request to a server of the installation that has the role api.", "请向具有 api 角色的服务器发送请求。"));

    /// <summary>The server is starting or stopping.</summary>
    public static readonly ProblemType NotReady = new(
        "server.notReady", 503, true,
        new("The server is not ready", "服务尚未就绪"),
        new("The server is starting or stopping.", "服务正在启动或停止。"),
        new("Try again in a few seconds.", "请几秒后重试。"));
}
