import { beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI, { toFile } from 'openai';
import {
  type Account,
  control,
  describeWithOperator,
  newAccount,
  openAiClient,
  operator,
  recordedFetch,
} from '../src/index.js';

const small = { prompt: 'a lake between hills', size: '256x256', num_inference_steps: 1 } as const;

let account: Account;
let openai: OpenAI;
/** Of one request a minute, used up when the file begins: what waits for it at the end does not wait a whole minute. */
let hurried: Account;
beforeAll(async () => {
  account = await newAccount('professional');
  openai = openAiClient(account.key);
  hurried = await newAccount('starter', { limits: { requestsPerMinute: 1 } });
  await openAiClient(hurried.key).images.generate(small);
});

const refused = async (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the SDK’s error classes', () => {
  it('AuthenticationError for a key that is none', async () => {
    const error = await refused(openAiClient('iai_live_no').images.generate(small));
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key', type: 'authentication_error' });
    expect(Reflect.get(error as object, 'requestID')).toMatch(/^req_/);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ prompt: '' }, 'prompt'],
    [{ n: 11 }, 'n'],
    [{ size: '1000x1000' }, 'size'],
    [{ size: '4096x4096' }, 'size'],
    [{ background: 'transparent' }, 'background'],
    [{ style: 'vivid' }, 'style'],
    [{ model: 'gpt-image-1' }, 'model'],
    [{ stream: true, n: 2 }, 'n'],
  ])('BadRequestError for %j, naming the parameter', async (fault, param) => {
    const error = await refused(openai.images.generate({ ...small, ...fault } as OpenAI.ImageGenerateParams));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ status: 400, type: 'invalid_parameter', param });
  });

  it('BadRequestError for edits by a model that is given prompts alone, and for variations, which no model makes', async () => {
    const image = await toFile(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'lake.png', { type: 'image/png' });
    const edit = await refused(openai.images.edit({ image, mask: image, prompt: 'add a boat', n: 2 }));
    expect(edit).toBeInstanceOf(OpenAI.BadRequestError);
    expect(edit).toMatchObject({ param: 'model', message: expect.stringContaining('cannot edit images') });
  });

  it('NotFoundError for a model that there is not', async () => {
    const error = await refused(openai.models.retrieve('gpt-image-1'));
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describeWithOperator('the SDK', () => {
  it('throws PermissionDeniedError for what the plan or the key does not have', async () => {
    const starter = await newAccount('starter');
    const plan = await refused(openAiClient(starter.key).images.generate({ ...small, n: 2 }));
    expect(plan).toBeInstanceOf(OpenAI.PermissionDeniedError);
    expect(plan).toMatchObject({ status: 403, code: 'plan_required', param: 'n' });
    const reader = await newAccount('professional', { scopes: ['read'] });
    const scope = await refused(openAiClient(reader.key).images.generate(small));
    expect(scope).toMatchObject({ status: 403, code: 'insufficient_scope' });
  });

  it('throws RateLimitError for a month that is used up, and does not try again', async () => {
    const limits = { requestsPerMinute: 100, imagesPerMonth: 1 };
    const { key } = await newAccount('professional', { limits });
    const { fetch, statuses } = recordedFetch();
    const client = openAiClient(key, { fetch, maxRetries: 5 });
    await client.images.generate(small);
    const error = await refused(client.images.generate(small));
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect(error).toMatchObject({ status: 429, code: 'monthly_quota_exceeded' });
    expect(statuses).toEqual([200, 429]);
  });

  it('throws InternalServerError while a service is away, and by itself goes on when it is back', async () => {
    await control.kill('metering', 'SIGSTOP');
    const { fetch, statuses } = recordedFetch();
    try {
      const error = await refused(openai.images.generate(small));
      expect(error).toBeInstanceOf(OpenAI.InternalServerError);
      expect(error).toMatchObject({ status: 503, code: 'unavailable' });
      const resuming: typeof fetch = async (input, init) => {
        const response = await fetch(input, init);
        await control.kill('metering', 'SIGCONT');
        return response;
      };
      const retrying = openAiClient(account.key, { fetch: resuming, maxRetries: 5 });
      expect((await retrying.images.generate(small)).data).toHaveLength(1);
    } finally {
      await control.kill('metering', 'SIGCONT');
    }
    expect(statuses).toEqual([503, 200]);
  });

  it('tries again after the time of Retry-After where the minute is used up', async () => {
    const { fetch, statuses } = recordedFetch();
    const client = openAiClient(hurried.key, { fetch, maxRetries: 1 });
    expect((await client.images.generate(small)).data).toHaveLength(1);
    expect(statuses).toEqual([429, 200]);
    expect(await operator.generationsOf(hurried.id)).toHaveLength(2);
  });
});
