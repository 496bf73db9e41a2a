import { describe, expect, it } from '@jest/globals';
import { isWebhookEventType, webhookUrlFault } from './webhooks.js';

describe('the URL of a webhook', () => {
  it.each(['https://example.com', 'http://example.com:8080/a?b=c', 'https://[2606:4700::1111]/x'])(
    'can be %s',
    (url) => {
      expect(webhookUrlFault(url)).toBeUndefined();
    },
  );

  it.each([
    ['example.com/hook', 'must be a URL'],
    ['', 'must be a URL'],
    ['https://', 'must be a URL'],
    ['https://exa\nmple.com', 'must be a URL'],
    ['https://example.com/\0', 'must be a URL'],
    ['ftp://example.com', 'must begin with https:// or http://'],
    ['javascript:alert(1)', 'must begin with https:// or http://'],
    ['https://user@example.com', 'must not contain a user name or password'],
    ['https://:secret@example.com', 'must not contain a user name or password'],
    [`https://example.com/${'x'.repeat(2048)}`, 'must have at most 2048 characters'],
  ])('cannot be %s, and says why', (url, fault) => {
    expect(webhookUrlFault(url)).toContain(fault);
  });
});

it('knows the types that can be asked for', () => {
  expect(isWebhookEventType('generation.succeeded')).toBe(true);
  expect(isWebhookEventType('generation.queued')).toBe(false);
});
