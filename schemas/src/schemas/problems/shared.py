"""Refusals that every service may give."""

from schemas.problems.entry import Entry

ENTRIES: dict[str, Entry] = {
    "malformed": Entry(400, "请求格式有误", "The request cannot be parsed", "请检查请求头、参数和正文的格式后重试。", "Check the format of headers, parameters and body, then try again."),
    "nul_byte": Entry(400, "请求含有空字符", "The request contains a NUL byte", "请删除空字符（\\0）后重试。", "Remove the NUL byte and try again."),
    "idempotency_key_missing": Entry(400, "缺少 Idempotency-Key 请求头", "The Idempotency-Key header is missing", "请为每次操作生成一个唯一的键，重试时沿用同一个键。", "Make one unique key for each operation and keep it when you retry."),
    "cursor_mismatch": Entry(400, "翻页游标无效", "The cursor does not fit this list", "请去掉 cursor 参数，从第一页重新读取。", "Leave out the cursor and read from the first page again."),
    "unauthenticated": Entry(401, "尚未登录或令牌无效", "Not signed in, or the token is not valid", "请重新登录后重试。", "Sign in again and retry."),
    "token_expired": Entry(401, "登录已过期", "The token has expired", "请重新登录，或换取新的令牌。", "Sign in again, or obtain a new token."),
    "forbidden": Entry(403, "没有执行此操作的权限", "You may not do this", "如确需办理，请联系本地区管理员授予相应角色。", "Ask the administrator of your region for the role that allows it."),
    "not_found": Entry(404, "没有找到，或不在您的管辖范围内", "Not found, or outside your scope", "请核对编号；跨地区数据须有生效的协作协议。", "Check the id; data of another region needs an agreement in force."),
    "method_not_allowed": Entry(405, "此地址不支持该操作", "This address does not allow the method", "请查阅接口文档中此地址支持的方法。", "See the documentation for the methods of this address."),
    "conflict": Entry(409, "与现有数据冲突", "The request conflicts with what exists", "请重新读取最新数据后再办理。", "Read the current state and try again."),
    "ambiguous": Entry(409, "对应多个对象", "The identifier matches more than one", "请补充信息以确定唯一对象。", "Give more so that exactly one is meant."),
    "idempotency_key_running": Entry(409, "相同的请求正在处理", "The same request is still running", "请稍候，用同一个键重试。", "Wait a moment and retry with the same key."),
    "stale": Entry(412, "数据已被他人修改", "Someone has changed it since you read it", "请重新读取后，在最新版本上修改。", "Read it again and change the newest version."),
    "too_large": Entry(413, "内容过大", "The body is too large", "请拆分后分批提交（上限 {limit} 字节）。", "Split it and send the parts (at most {limit} bytes each)."),
    "unsupported_media_type": Entry(415, "不支持的内容类型", "The media type is not supported", "请按接口文档设置 Content-Type。", "Set the Content-Type that the documentation names."),
    "invalid": Entry(422, "内容不符合要求", "The content is not valid", "请按 errors 中逐项说明修改后重试。", "Correct each item under errors and try again."),
    "idempotency_key_reused": Entry(422, "Idempotency-Key 已用于其他内容", "The Idempotency-Key was used with another body", "新的操作请使用新的键。", "Use a new key for a new operation."),
    "precondition_required": Entry(428, "缺少 If-Match 请求头", "The If-Match header is missing", "请先读取对象，并带上其 ETag 再修改。", "Read the object first and send its ETag."),
    "rate_limited": Entry(429, "请求过于频繁", "Too many requests", "请按 Retry-After 等待后重试。", "Wait as Retry-After says, then retry."),
    "internal": Entry(500, "系统内部错误", "Something went wrong on our side", "请稍后重试；若仍失败，请将 trace_id 告知运维人员。", "Try again later; if it still fails, give the trace_id to the operator."),
    "upstream_unavailable": Entry(502, "相关服务暂不可用", "A service behind this one is not available", "请稍后重试。", "Try again later."),
    "not_ready": Entry(503, "服务暂未就绪", "The service is not ready", "请按 Retry-After 等待后重试。", "Wait as Retry-After says, then retry."),
    "upstream_timeout": Entry(504, "相关服务响应超时", "A service behind this one did not answer in time", "请稍后重试。", "Try again later."),
}  # fmt: skip
