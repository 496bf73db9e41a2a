import { type Access, type Route, takesIdempotencyKey } from '@imageai/api';
import { type ErrorCode, errorRegistry } from '@imageai/errors';

/** What every route of this kind can answer. */
const byAccess: Readonly<Record<Access, readonly ErrorCode[]>> = {
  operator: ['invalid_operator_token', 'unavailable'],
  person: ['invalid_session', 'csrf_refused', 'rate_limit_exceeded', 'unavailable'],
  member: ['invalid_session', 'csrf_refused', 'insufficient_scope', 'not_found', 'rate_limit_exceeded', 'unavailable'],
  read: ['invalid_api_key', 'invalid_session', 'csrf_refused', 'not_found', 'rate_limit_exceeded', 'unavailable'],
  generate: [
    'invalid_api_key',
    'invalid_session',
    'csrf_refused',
    'not_found',
    'conflict',
    'rate_limit_exceeded',
    'plan_required',
    'account_suspended',
    'content_prohibited',
    'monthly_quota_exceeded',
    'overloaded',
    'unavailable',
  ],
};

/** Codes that a route can answer, by status: those it names, and those that follow from what it takes. */
export function errorsOf(route: Route<ErrorCode>): ReadonlyMap<number, readonly ErrorCode[]> {
  const codes: ErrorCode[] = ['internal_error', ...(route.errors ?? [])];
  if (route.access !== undefined) codes.push(...byAccess[route.access]);
  if (route.scope !== undefined) codes.push('insufficient_scope');
  if (route.params !== undefined) codes.push('not_found');
  if (route.method !== 'get') codes.push('invalid_json', 'payload_too_large', 'unsupported_media_type');
  if (route.body !== undefined) codes.push('parameter_missing', 'parameter_invalid', 'parameter_unknown');
  if (takesIdempotencyKey(route)) codes.push('idempotency_mismatch', 'parameter_invalid');
  if (route.query !== undefined) codes.push('parameter_invalid', 'parameter_unknown');

  // In the order of the registry, which is that of the contract.
  const possible = new Set(codes);
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of Object.keys(errorRegistry) as ErrorCode[]) {
    if (!possible.has(code)) continue;
    const { httpStatus } = errorRegistry[code];
    byStatus.set(httpStatus, [...(byStatus.get(httpStatus) ?? []), code]);
  }
  return byStatus;
}
