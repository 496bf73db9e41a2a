import type { ApiDescription } from '../openapi/document.js';
import { sharedHeaders } from '../openapi/response-headers.js';

const { 'x-request-id': requestId, 'retry-after': retryAfter, 'www-authenticate': authenticate } = sharedHeaders;

/** What the operators' document says besides its routes. */
export const adminApi: ApiDescription = {
  about: {
    info: {
      title: 'Image AI for operators',
      version: '0.1.0',
      summary: 'Accounts, plans, keys, books and work, on a port of their own.',
      description: [
        'Send your own token as `Authorization: Bearer <operator token>`: the audit log has every act under your name.',
        'What changes an account or a plan takes the `ETag` of what you looked at as `If-Match`. Where somebody was faster the answer is 412, and nothing is changed.',
        'Errors are those of the public API: `{"error": {"message", "type", "param", "code"}}`.',
      ].join('\n\n'),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: [
      { name: 'Accounts', description: 'Who pays.' },
      { name: 'Plans', description: 'What can be bought: data, not code.' },
      { name: 'Keys', description: 'Seen and ended, never made.' },
      { name: 'Usage and books', description: 'What was used, and whether the sums are those of the ledger.' },
      { name: 'Work', description: 'What waits, who works, and what failed for good.' },
      { name: 'Service', description: 'The platform itself.' },
    ],
  },
  headers: { 'x-request-id': requestId, 'retry-after': retryAfter, 'www-authenticate': authenticate },
  securitySchemes: {
    operatorToken: { type: 'http', scheme: 'bearer', description: 'The token of an operator. It is a secret.' },
  },
};
