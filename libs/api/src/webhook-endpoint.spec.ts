import { describe, expect, it } from '@jest/globals';
import { bodyParser } from './parse-body.js';
import { createWebhook, rotateWebhookSecret, updateWebhook } from './webhook-endpoint.js';

const url = 'https://example.com/hooks';
const create = bodyParser(createWebhook);
const fault = (result: ReturnType<typeof create>) => (result.ok ? undefined : result.fault);

describe('a new endpoint', () => {
  it('takes every event and has no description unless its body says otherwise', () => {
    expect(create({ url })).toEqual({ ok: true, value: { url, event_types: [], description: '' } });
    expect(create({ url, event_types: null, description: null })).toMatchObject({ ok: true });
  });

  it.each([
    [{}, 'parameter_missing', 'url'],
    [{ url: 5 }, 'parameter_invalid', 'url'],
    [{ url: 'ftp://example.com' }, 'parameter_invalid', 'url'],
    [{ url: 'https://me:secret@example.com' }, 'parameter_invalid', 'url'],
    [{ url: `https://example.com/${'x'.repeat(2048)}` }, 'parameter_invalid', 'url'],
    [{ url, event_types: 'generation.failed' }, 'parameter_invalid', 'event_types'],
    [{ url, event_types: ['generation.done'] }, 'parameter_invalid', 'event_types'],
    [{ url, description: 'x'.repeat(501) }, 'parameter_invalid', 'description'],
    [{ url, description: 'two\nlines' }, 'parameter_invalid', 'description'],
    [{ url, description: '\ud800' }, 'parameter_invalid', 'description'],
    [{ url, events: [] }, 'parameter_unknown', 'events'],
  ])('is refused with one clear sentence for %j', (body, code, param) => {
    expect(fault(create(body))).toMatchObject({ code, param });
  });

  it('says what is wrong with its URL', () => {
    expect(fault(create({ url: 'https://me:secret@example.com' }))?.message).toBe(
      'Invalid parameter: url must not contain a user name or password',
    );
  });
});

it('a change of nothing is none', () => {
  expect(bodyParser(updateWebhook)({ url: null })).toEqual({ ok: true, value: {} });
});

it('a rotation leaves a day to change over, and at most a week', () => {
  const rotate = bodyParser(rotateWebhookSecret);
  expect(rotate({})).toEqual({ ok: true, value: { overlap_seconds: 86_400 } });
  expect(rotate({ overlap_seconds: 604_800 })).toMatchObject({ ok: true });
  expect(rotate({ overlap_seconds: 604_801 })).toMatchObject({ ok: false });
});
