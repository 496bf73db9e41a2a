import { waitUntil } from '@imageai/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Account, type Answer, Client, describeWithOperator, newAccount, operator, stand } from '../src/index.js';

let starter: Account;
let professional: Account;
beforeAll(async () => {
  starter = await newAccount('starter');
  professional = await newAccount('professional');
});

const fault = ({ status, error }: Answer) => [status, error.type, error.code, error.param];
const invalid = (param: string) => [400, 'invalid_parameter', 'parameter_invalid', param];
const prompt = 'a';

describe('400', () => {
  it('is the documented example to the letter', async () => {
    const { status, error } = await starter.client.generate({ prompt, width: 1000 });
    expect(status).toBe(400);
    expect(error).toEqual({
      message: 'Invalid parameter: width must be one of 512, 768, 1024, 1536, or 1920',
      type: 'invalid_parameter',
      param: 'width',
      code: 'parameter_invalid',
    });
  });

  it.each<[string, unknown]>([
    ['text', 'not JSON'],
    ['half an object', '{"prompt": "a"'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a string', '"a"'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ])('invalid_json for a body that is %s', async (_what, body) => {
    expect(fault(await starter.client.generate(body))).toEqual([400, 'invalid_request', 'invalid_json', null]);
  });

  it.each([{}, { prompt: '' }, { prompt: '  \n ' }, { prompt: null }])('parameter_missing for %j', async (body) => {
    const answer = await starter.client.generate(body);
    expect(fault(answer)).toEqual([400, 'invalid_parameter', 'parameter_missing', 'prompt']);
    expect(answer.error.message).toBe('Missing required parameter: prompt');
  });

  it.each([
    ['prompt', 1],
    ['negative_prompt', ['x']],
    ['style', 'oil'],
    ['width', '1024'],
    ['width', 1000],
    ['height', 0],
    ['height', 768.5],
    ['seed', 1.5],
    ['seed', -1],
    ['seed', 2147483648],
    ['seed', '7'],
    ['guidance_scale', 0.5],
    ['guidance_scale', 21],
    ['guidance_scale', '7.5'],
    ['n', 0],
    ['n', 11],
    ['n', '2'],
    ['model', 'no-such-model'],
    ['num_inference_steps', 0],
    ['num_inference_steps', 101],
    ['output_format', 'gif'],
    ['retention_days', 0],
  ])('parameter_invalid for %s: %j', async (param, value) => {
    expect(fault(await professional.client.generate({ prompt, [param]: value }))).toEqual(invalid(param));
  });

  it('parameter_invalid for 1001 characters, in the basic plane or beyond', async () => {
    for (const long of ['x'.repeat(1001), '🌊'.repeat(1001)]) {
      expect(fault(await starter.client.generate({ prompt: long }))).toEqual(invalid('prompt'));
      expect(fault(await starter.client.generate({ prompt, negative_prompt: long }))).toEqual(
        invalid('negative_prompt'),
      );
    }
  });

  it('parameter_invalid for a lone surrogate and for U+0000, escaped in the JSON', async () => {
    expect(fault(await starter.client.generate('{"prompt":"\\ud83d"}'))).toEqual(invalid('prompt'));
    expect(fault(await starter.client.generate('{"prompt":"a\\u0000"}'))).toEqual(invalid('prompt'));
  });

  it('parameter_unknown names the nearest parameter', async () => {
    const answer = await starter.client.generate({ prompt, widht: 512 });
    expect(fault(answer)).toEqual([400, 'invalid_parameter', 'parameter_unknown', 'widht']);
    expect(answer.error.message).toBe('Unknown parameter: widht. Did you mean width?');
  });

  it('names the first fault in the documented order', async () => {
    const all = { unknown: 1, retention_days: 0, n: 0, negative_prompt: 1, guidance_scale: 0, seed: -1, height: 1 };
    expect(fault(await starter.client.generate({ ...all, width: 1, style: 1, prompt: 1 }))).toEqual(invalid('prompt'));
    expect(fault(await starter.client.generate({ ...all, prompt }))).toEqual(invalid('height'));
  });

  it('does not refuse 1000 characters beyond the basic plane', async () => {
    const body = { prompt: '🌊'.repeat(1000), width: 512, height: 512, num_inference_steps: 1 };
    expect((await starter.client.generate(body)).status).toBe(200);
  });
});

describe('401', () => {
  it.each([
    ['no key', ''],
    ['another scheme', 'Basic abc'],
    ['an empty key', 'Bearer '],
    ['a malformed key', 'Bearer iai_live_123'],
    ['a key of another service', 'Bearer sk-abcdefghijklmnopqrstuvwxyz'],
  ])('invalid_api_key for %s, whatever the body', async (_what, authorization) => {
    for (const body of [{ prompt }, 'not JSON']) {
      const answer = await starter.client.generate(body, { authorization });
      expect(fault(answer)).toEqual([401, 'authentication_error', 'invalid_api_key', null]);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(answer.headers.get('x-ratelimit-limit-requests')).toBeNull();
    }
  });

  it('invalid_api_key for a key with one character changed', async () => {
    const last = starter.key.endsWith('A') ? 'B' : 'A';
    const { status } = await new Client(starter.key.slice(0, -1) + last).generate({ prompt });
    expect(status).toBe(401);
  });
});

describe('405, 404, 413, 415', () => {
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${stand.url}${path}`, init);
    const { error } = (await response.json()) as Pick<Answer, 'error'>;
    return [response.status, error.code, response.headers.get('x-request-id')];
  };

  it('not_found for a path that does not exist', async () => {
    expect(await ask('/api/nothing')).toEqual([404, 'not_found', expect.any(String)]);
    expect(await ask('/metrics')).toEqual([404, 'not_found', expect.any(String)]);
  });

  it('method_not_allowed for another method', async () => {
    expect(await ask('/api/generate-image')).toEqual([405, 'method_not_allowed', expect.any(String)]);
  });

  it('payload_too_large for 10 MB, whatever they are', async () => {
    const body = JSON.stringify({ prompt: 'x'.repeat(10_000_000) });
    expect((await starter.client.generate(body)).error.code).toBe('payload_too_large');
    const { status } = await starter.client.generate('x'.repeat(10_000_000), { 'content-type': 'text/plain' });
    expect(status).toBe(413);
  });

  it('unsupported_media_type for what is not JSON', async () => {
    const { status, error } = await starter.client.generate('prompt=a', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect([status, error.code]).toEqual([415, 'unsupported_media_type']);
  });
});

describe('403', () => {
  it('plan_required for n on Starter, where n: 1 is open', async () => {
    const answer = await starter.client.generate({ prompt, n: 4 });
    expect(fault(answer)).toEqual([403, 'permission_error', 'plan_required', 'n']);
    expect((await starter.client.draw({ n: 1 })).images).toBeUndefined();
  });

  it('content_prohibited for what the policy prohibits, naming the category', async () => {
    const answer = await professional.client.generate({ prompt: 'a b3headed man' });
    expect(fault(answer)).toEqual([403, 'content_policy_violation', 'content_prohibited', 'prompt']);
    expect(answer.error.message).toContain('violence/graphic');
  });

  it('plan_required for keeping images longer than the plan does', async () => {
    expect(fault(await starter.client.generate({ prompt, retention_days: 31 }))).toEqual([
      403,
      'permission_error',
      'plan_required',
      'retention_days',
    ]);
  });
});

describeWithOperator('a key', () => {
  it('that is revoked is refused within a second', async () => {
    const { id, keyId, client } = await newAccount('starter');
    expect((await client.generate({})).status).toBe(400);
    await operator.keys.revokeKey({ accountId: id, keyId });
    const revokedAt = Date.now();
    let lastAcceptedAt = revokedAt;
    await waitUntil(async () => {
      const sentAt = Date.now();
      const { status } = await client.generate({});
      if (status !== 401) lastAcceptedAt = sentAt;
      return status === 401;
    });
    expect(lastAcceptedAt - revokedAt).toBeLessThan(1000);
  });

  it('that expired is refused', async () => {
    const { id } = await newAccount('starter');
    const expiresAt = new Date(Date.now() + 1500);
    const { secret } = await operator.keys.createKey({ accountId: id, name: 'short', scopes: [], expiresAt });
    const client = new Client(secret);
    expect((await client.generate({})).status).toBe(400);
    await waitUntil(async () => (await client.generate({})).status === 401, { timeoutMs: 4000 });
  });

  it('of one account charges that account alone', async () => {
    const [mine, other] = [await newAccount('starter'), await newAccount('starter')];
    await mine.client.draw();
    await waitUntil(async () => (await operator.ledger(mine.id)).length === 2);
    expect(await operator.ledger(other.id)).toEqual([]);
    expect(await operator.generationsOf(other.id)).toEqual([]);
    expect(await operator.imagesOf(other.id)).toEqual([]);
  });

  it('without the scope to generate is refused', async () => {
    const { client } = await newAccount('starter', { scopes: ['read'] });
    expect(fault(await client.generate({ prompt }))).toEqual([403, 'permission_error', 'insufficient_scope', null]);
  });

  it('of a suspended account is refused, and works again afterwards', async () => {
    const { id, client } = await newAccount('starter');
    await operator.accounts.setSuspended({ accountId: id, suspended: true });
    await waitUntil(async () => (await client.generate({ prompt })).error?.code === 'account_suspended');
    await operator.accounts.setSuspended({ accountId: id, suspended: false });
    await waitUntil(async () => (await client.generate({ prompt: '' })).status === 400);
  });
});
