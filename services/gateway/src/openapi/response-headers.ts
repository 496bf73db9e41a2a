import type { ErrorCode } from '@imageai/errors';
import type { ZodOpenApiHeaderObject } from 'zod-openapi';

const text = (description: string, example: string): ZodOpenApiHeaderObject => ({
  description,
  schema: { type: 'string', examples: [example] },
});
const whole = (description: string, example: number): ZodOpenApiHeaderObject => ({
  description,
  schema: { type: 'integer', examples: [example] },
});

/** Headers that more than one route answers with. */
export const sharedHeaders = {
  'x-request-id': text(
    'Names this request: the one that was sent, or a new one.',
    'req_01kb3v8m4q9d7n2f5x0zjw8c4hty6r',
  ),
  'x-ratelimit-limit-requests': whole('Requests that the account may make in any 60 seconds.', 30),
  'x-ratelimit-remaining-requests': whole('Requests that are left of them.', 12),
  'x-ratelimit-reset-requests': text('Until the whole limit is free.', '41s'),
  'x-ratelimit-limit-images': whole('Images that the account may make in this month (UTC).', 2000),
  'x-ratelimit-remaining-images': whole('Images that are left of them.', 1990),
  'x-ratelimit-reset-images': text('Until the month ends.', '691200s'),
  'ratelimit-policy': text('The minute, as the IETF draft writes it.', '"rpm";q=30;w=60'),
  ratelimit: text('What is left of the minute, as the IETF draft writes it.', '"rpm";r=12;t=41'),
  'retry-after': whole('Seconds after which trying again makes sense.', 6),
  'www-authenticate': text('How to authenticate.', 'Bearer realm="imageai"'),
  'x-should-retry': text('`false`: no waiting of seconds helps.', 'false'),
} as const satisfies Record<string, ZodOpenApiHeaderObject>;

export type SharedHeader = keyof typeof sharedHeaders;

/** On every authenticated answer, unless the limits cannot be asked for at this moment. */
export const rateLimitHeaderNames = [
  'x-ratelimit-limit-requests',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-reset-requests',
  'x-ratelimit-limit-images',
  'x-ratelimit-remaining-images',
  'x-ratelimit-reset-images',
  'ratelimit-policy',
  'ratelimit',
] as const satisfies readonly SharedHeader[];

/** What an error of this code adds. */
export const headersByCode: Partial<Record<ErrorCode, SharedHeader>> = {
  invalid_api_key: 'www-authenticate',
  invalid_operator_token: 'www-authenticate',
  rate_limit_exceeded: 'retry-after',
  monthly_quota_exceeded: 'x-should-retry',
  conflict: 'retry-after',
  overloaded: 'retry-after',
  unavailable: 'retry-after',
};

export const headerRef = (name: SharedHeader) => ({ $ref: `#/components/headers/${name}` }) as const;
export const headerRefs = (names: readonly SharedHeader[]) =>
  Object.fromEntries(names.map((name) => [name, headerRef(name)]));
