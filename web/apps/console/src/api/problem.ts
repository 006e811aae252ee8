/** Why a REST call failed, in one type: the server's problem document, or no answer at all. */
import type { Problem } from './types.ts';

export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    /** The server's code (`not_found`, `conflict`, …), or `network` or `timeout` when there was no answer. */
    readonly code: string,
    detail: string,
    readonly requestId: string | null,
    readonly retryable: boolean,
    readonly retryAfterS: number | null,
  ) {
    super(detail);
  }

  static network(cause: unknown): ApiError {
    const code = cause instanceof DOMException && cause.name === 'TimeoutError' ? 'timeout' : 'network';
    return new ApiError(0, code, cause instanceof Error ? cause.message : String(cause), null, true, null);
  }

  static fromResponse(response: Response, body: unknown): ApiError {
    const problem: Partial<Problem> = typeof body === 'object' && body !== null ? body : {};
    const retryAfter = Number(response.headers.get('Retry-After'));
    return new ApiError(
      response.status,
      problem.code ?? (response.status >= 500 ? 'internal' : 'invalid'),
      problem.detail ?? problem.title ?? response.statusText,
      problem.requestId ?? response.headers.get('X-Request-Id'),
      problem.retryable ?? response.status >= 500,
      Number.isFinite(retryAfter) && retryAfter > 0 ? Math.ceil(retryAfter) : null,
    );
  }
}

/** Any thrown value as an `ApiError`, so that every screen can show it the same way. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : ApiError.network(error);
}
