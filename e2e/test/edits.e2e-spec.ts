import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@imageai/api';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import OpenAI, { toFile } from 'openai';
import sharp from 'sharp';
import {
  type Account,
  Client,
  control,
  describeWithOperator,
  newAccount,
  openAiClient,
  operator,
  stand,
} from '../src/index.js';

/** Its latents are half as large as its pictures: larger ones than these would take all memory. */
const model = 'tiny-edits';
const prompt = 'a lake between hills';
const quick = { model, prompt, num_inference_steps: 4, seed: 7 };
const side = 128;

let account: Account;
let openai: OpenAI;
let picture: File;
let mask: File;
beforeAll(async () => {
  account = await newAccount('professional', { limits: { requestsPerMinute: 100_000 } });
  openai = openAiClient(account.key);
  picture = await pngOf({ r: 200, g: 120, b: 40, alpha: 1 });
  mask = await pngOf({ r: 0, g: 0, b: 0, alpha: 0 });
});
afterAll(() => operator.close());

async function pngOf(background: { r: number; g: number; b: number; alpha: number }, width = side, height = side) {
  const channels = background.alpha === 1 ? 3 : 4;
  const file = await sharp({ create: { width, height, channels, background } }).png().toBuffer();
  return toFile(file, 'picture.png', { type: 'image/png' });
}

/** What OpenAI does not know goes in at top level. */
const edit = async (parameters: Record<string, unknown> = {}) =>
  openai.images.edit({ image: picture, ...quick, ...parameters } as OpenAI.ImageEditParamsNonStreaming);
const fileOf = ({ data }: OpenAI.ImagesResponse, index = 0): Buffer =>
  Buffer.from(data?.[index]?.b64_json ?? '', 'base64');
const refused = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => undefined,
    (error: unknown) => error,
  );
const keptInputs = (): Promise<string[]> => readdir(join(stand.operator?.imageFolder ?? '', 'inputs')).catch(() => []);
const noInputs = () =>
  waitUntil(async () => (await keptInputs()).length === 0, { timeoutMs: 30_000, what: 'the inputs to be gone' });

describeWithOperator('images.edit', () => {
  it('makes an image of the size of the one that it begins with, the same file each time, and keeps none of it', async () => {
    const answer = await edit();
    const metadata = await sharp(fileOf(answer)).metadata();
    expect([metadata.format, metadata.width, metadata.height]).toEqual(['png', side, side]);
    expect(fileOf(await edit()).equals(fileOf(answer))).toBe(true);
    expect(String(Object.values(metadata.comments?.[0] ?? {}))).toContain('Denoising strength: 0.8');
    await noInputs();
  });

  it('follows the picture, the mask and the strength', async () => {
    const other = await pngOf({ r: 10, g: 10, b: 200, alpha: 1 });
    const answers = await Promise.all([
      edit(),
      edit({ image: other }),
      edit({ strength: 0.3 }),
      edit({ mask }),
      edit({ mask: await pngOf({ r: 0, g: 0, b: 0, alpha: 0.99 }) }),
    ]);
    const files = new Set(answers.map((answer) => fileOf(answer).toString('base64')));
    expect(files.size).toBe(answers.length);
  });

  it('makes several, in the size and format that are asked for, one seed after the other', async () => {
    const answer = await edit({ n: 2, size: '192x64', output_format: 'webp' });
    const second = await edit({ size: '192x64', output_format: 'webp', seed: 8 });
    expect(await sharp(fileOf(answer)).metadata()).toMatchObject({ format: 'webp', width: 192, height: 64 });
    expect(fileOf(second).equals(fileOf(answer, 1))).toBe(true);
  });

  it('streams in the events of edits', async () => {
    const types: string[] = [];
    const parameters = { image: picture, ...quick, stream: true } as OpenAI.ImageEditParamsStreaming;
    for await (const event of await openai.images.edit(parameters)) types.push(event.type);
    expect(types).toEqual(['image_edit.completed']);
  });

  it('is made and charged once, however often a request with one key is sent', async () => {
    const { id, key } = await newAccount('professional');
    const client = openAiClient(key);
    const headers = { 'idempotency-key': newId('req') };
    const parameters = { image: picture, ...quick } as OpenAI.ImageEditParamsNonStreaming;
    const answers = await Promise.all([1, 2, 3].map(() => client.images.edit(parameters, { headers, maxRetries: 5 })));
    expect(new Set(answers.map((answer) => fileOf(answer).toString('base64'))).size).toBe(1);
    expect(await operator.generationsOf(id)).toHaveLength(1);
    const another = refused(client.images.edit({ ...parameters, image: mask }, { headers }));
    expect(await another).toMatchObject({ status: 422 });
    await noInputs();
  });
});

describeWithOperator('a picture is refused in one clear sentence', () => {
  const bomb = async () => {
    const file = Buffer.from(await picture.arrayBuffer());
    file.writeUInt32BE(20_000, 16);
    file.writeUInt32BE(20_000, 20);
    return toFile(file, 'bomb.png', { type: 'image/png' });
  };
  const noImage = () => toFile(Buffer.from('\x89PNG\r\n\x1a\n and a text', 'latin1'), 'a.png', { type: 'image/png' });

  it.each<[string, () => Promise<Record<string, unknown>>, string, string]>([
    ['that is none', async () => ({ image: await noImage() }), 'image', 'cannot be read'],
    ['of 20,000 x 20,000 pixels', async () => ({ image: await bomb() }), 'image', 'at most 25 megapixels'],
    ['beside a second one', async () => ({ image: [picture, picture] }), 'image', 'must be one file'],
    [
      'with a mask of another size',
      async () => ({ mask: await pngOf({ r: 0, g: 0, b: 0, alpha: 0 }, 64) }),
      'mask',
      'must have the size of image: 128x128, not 64x128',
    ],
    ['with a mask without alpha', async () => ({ mask: picture }), 'mask', 'must have an alpha channel'],
    ['for a model that is given prompts alone', async () => ({ model: 'embedded' }), 'model', `these can: ${model}`],
    ['of which no step would be taken', async () => ({ strength: 0.1 }), 'strength', 'at least one step'],
  ])('%s', async (_what, parameters, param, message) => {
    const before = await operator.generationsOf(account.id);
    const error = await refused(edit(await parameters()));
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ param, message: expect.stringContaining(message) });
    expect(await operator.generationsOf(account.id)).toHaveLength(before.length);
    await noInputs();
  });
});

describeWithOperator('an image of one’s own', () => {
  it('cannot be begun with by others: it looks like one that does not exist, and is gone once it is deleted', async () => {
    const { id: image } = await account.client.draw();
    const stranger = await newAccount('starter');
    // Asked of a model that can: whose image it is comes before anything is made.
    const asked = { prompt, model, width: 512, height: 512 };
    for (const foreign of [image, newId('img')]) {
      const { status, error } = await stranger.client.generate({ ...asked, image: foreign });
      expect([status, error]).toMatchObject([404, { code: 'not_found', param: 'image' }]);
    }
    expect((await account.client.call('DELETE', `/api/images/${image}`)).status).toBe(204);
    const { status, error } = await account.client.generate({ ...asked, image });
    expect([status, error.code]).toEqual([410, 'image_gone']);
  });
});

describeWithOperator('kill -9 in the middle of edits', () => {
  it.each(['inference', 'storage', 'generation', 'nats'] as const)(
    'of %s: all are made, the same as without it, each counted once, and nothing of their pictures is left',
    async (name) => {
      const { id, key } = await newAccount('enterprise', { limits: { requestsPerMinute: 100_000 } });
      const client = openAiClient(key, { timeout: 120_000 });
      const parameters = {
        image: picture,
        mask,
        model,
        prompt,
        num_inference_steps: 16,
        n: 2,
        seed: 11,
      };
      const asked = { ...parameters, response_format: 'url' } as OpenAI.ImageEditParamsNonStreaming;
      const answers = [client.images.edit(asked), client.images.edit(asked)];
      await waitUntil(async () => (await operator.generationsOf(id)).length === 2, { timeoutMs: 60_000 });
      await control.kill(name);
      const made = await Promise.all(answers);
      await control.allReady();
      const [one, other] = await Promise.all(
        made.map(({ data }) => Promise.all((data ?? []).map(({ url }) => Client.bytes(url ?? '')))),
      );
      expect(one).toHaveLength(2);
      expect(other).toEqual(one);
      const balance = async () => (await operator.usage.getBalance({ accountId: id, month: '' })).balance;
      await waitUntil(async () => (await balance())?.used === 4, { timeoutMs: 60_000, what: 'four images used' });
      expect(await balance()).toMatchObject({ used: 4, reserved: 0 });
      await noInputs();
    },
    180_000,
  );
});
