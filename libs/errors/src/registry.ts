import { status } from '@grpc/grpc-js';

interface ErrorDefinition {
  /** What travels between services. */
  readonly grpcStatus: status;
  /** What the public API answers. */
  readonly httpStatus: number;
  /** `error.type` of the public envelope. */
  readonly type: string;
  /** `error.message` where the thrower gives none; safe for clients. */
  readonly text: string;
}

const define = (httpStatus: number, type: string, grpcStatus: status, text: string): ErrorDefinition => ({
  grpcStatus,
  httpStatus,
  type,
  text,
});

/** Every error code of the platform: the one place that gives a code its statuses and its words. */
export const errorRegistry = {
  invalid_json: define(400, 'invalid_request', status.INVALID_ARGUMENT, 'The request body is not valid JSON.'),
  parameter_missing: define(400, 'invalid_parameter', status.INVALID_ARGUMENT, 'A required parameter is missing.'),
  parameter_invalid: define(400, 'invalid_parameter', status.INVALID_ARGUMENT, 'A parameter is invalid.'),
  parameter_unknown: define(400, 'invalid_parameter', status.INVALID_ARGUMENT, 'A parameter is not known.'),
  link_invalid: define(
    400,
    'invalid_request',
    status.FAILED_PRECONDITION,
    'The link was never sent, was used before, or is too old.',
  ),
  invalid_api_key: define(
    401,
    'authentication_error',
    status.UNAUTHENTICATED,
    'Invalid API key. Send a key of your account as "Authorization: Bearer <API key>".',
  ),
  invalid_session: define(
    401,
    'authentication_error',
    status.UNAUTHENTICATED,
    'You are not signed in, or your session has ended.',
  ),
  wrong_credentials: define(
    401,
    'authentication_error',
    status.UNAUTHENTICATED,
    'The e-mail address or the password is wrong.',
  ),
  invalid_operator_token: define(
    401,
    'authentication_error',
    status.UNAUTHENTICATED,
    'Invalid operator token. Send yours as "Authorization: Bearer <operator token>".',
  ),
  csrf_refused: define(
    403,
    'permission_error',
    status.PERMISSION_DENIED,
    'The request did not bring the CSRF token of its session as "X-CSRF-Token".',
  ),
  insufficient_scope: define(403, 'permission_error', status.PERMISSION_DENIED, 'This API key may not do this.'),
  plan_required: define(403, 'permission_error', status.PERMISSION_DENIED, 'Your plan does not include this.'),
  account_suspended: define(403, 'permission_error', status.PERMISSION_DENIED, 'This account is suspended.'),
  content_prohibited: define(
    403,
    'content_policy_violation',
    status.PERMISSION_DENIED,
    'The request contains prohibited content.',
  ),
  image_url_invalid: define(
    403,
    'permission_error',
    status.PERMISSION_DENIED,
    'This is not a URL of this private image as the API gave it.',
  ),
  image_url_expired: define(
    403,
    'permission_error',
    status.PERMISSION_DENIED,
    'The URL of this private image has expired: GET /api/images/{id} gives a new one.',
  ),
  not_found: define(404, 'not_found', status.NOT_FOUND, 'There is no such resource.'),
  method_not_allowed: define(405, 'invalid_request', status.UNIMPLEMENTED, 'This method is not allowed here.'),
  conflict: define(409, 'conflict', status.ABORTED, 'The request conflicts with one under way. Try again.'),
  image_gone: define(410, 'not_found', status.NOT_FOUND, 'The image is gone: it was deleted or its retention ended.'),
  version_conflict: define(
    412,
    'conflict',
    status.ABORTED,
    'It was changed since it was looked at: look again, and decide anew.',
  ),
  payload_too_large: define(
    413,
    'invalid_request',
    status.INVALID_ARGUMENT,
    'The request body is too large: at most 1 MiB is accepted.',
  ),
  unsupported_media_type: define(
    415,
    'invalid_request',
    status.INVALID_ARGUMENT,
    'The request body must be JSON: send "Content-Type: application/json".',
  ),
  idempotency_mismatch: define(
    422,
    'invalid_request',
    status.FAILED_PRECONDITION,
    'This Idempotency-Key was used with another request body.',
  ),
  version_required: define(
    428,
    'invalid_request',
    status.FAILED_PRECONDITION,
    'Send the version that you looked at as "If-Match", so that nobody’s change is undone unseen.',
  ),
  rate_limit_exceeded: define(429, 'rate_limit_exceeded', status.RESOURCE_EXHAUSTED, 'Rate limit exceeded.'),
  monthly_quota_exceeded: define(
    429,
    'rate_limit_exceeded',
    status.RESOURCE_EXHAUSTED,
    'The images of this month are used up.',
  ),
  internal_error: define(
    500,
    'server_error',
    status.INTERNAL,
    'Something went wrong on our side. Try again; if it stays, tell us the x-request-id of this answer.',
  ),
  generation_timeout: define(
    500,
    'server_error',
    status.DEADLINE_EXCEEDED,
    'The image was not ready within the time allowed. Nothing was charged for it.',
  ),
  overloaded: define(
    503,
    'server_error',
    status.UNAVAILABLE,
    'Too much is waiting to be done in time. Try again later.',
  ),
  unavailable: define(503, 'server_error', status.UNAVAILABLE, 'The service is unavailable for a moment. Try again.'),
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof errorRegistry;

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorRegistry, text);
