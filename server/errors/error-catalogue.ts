/** Every error an HTTP route may answer with. Codes are never reused; README.md lists them and a test holds the two together. */
export const ERROR_CATALOGUE = {
  "bad-request": { status: 400, zh: "请求内容不符合要求", en: "The request does not have the expected form" },
  "not-signed-in": { status: 401, zh: "请先登录", en: "Sign in first" },
  "sign-in-link-invalid": { status: 401, zh: "登录链接无效、已使用或已过期", en: "This sign-in link is unknown, used or expired" },
  forbidden: { status: 403, zh: "当前身份无权进行此操作", en: "Your sign-in does not allow this" },
  "foreign-origin": { status: 403, zh: "请求来自其他网站，已拒绝", en: "The request came from another web site and was refused" },
  "not-found": { status: 404, zh: "没有找到", en: "There is no such thing" },
  conflict: { status: 409, zh: "与已有内容冲突", en: "It conflicts with what is already there" },
  "too-large": { status: 413, zh: "请求内容过大", en: "The request is too large" },
  "range-not-satisfiable": { status: 416, zh: "请求的范围超出内容", en: "The requested range lies outside the content" },
  "too-many-requests": { status: 429, zh: "请求过于频繁，请稍后再试", en: "Too many requests: wait a little" },
  internal: { status: 500, zh: "服务器内部错误，已记录", en: "Something went wrong here; it was logged" },
  busy: { status: 503, zh: "系统繁忙，请稍后重发", en: "Too much waits to be written down: send it again later" },
  "database-unavailable": { status: 503, zh: "数据库暂时无法访问，请稍后再试", en: "The database cannot answer now: try again" },
  "store-unavailable": { status: 503, zh: "录像存储暂时无法访问，请稍后再试", en: "The footage store cannot answer now: try again" },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** Thrown by routes; the error handler turns it into the catalogue's status and words. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly code: ErrorCode;
  /** Expected, got, what to do. */
  readonly detail: string | null;
  constructor(code: ErrorCode, detail: string | null = null, options?: ErrorOptions) {
    super(detail ?? ERROR_CATALOGUE[code].en, options);
    this.code = code;
    this.detail = detail;
  }
}
