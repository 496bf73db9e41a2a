import { describe, expect, it } from '@jest/globals';
import { Client, newAccount } from '../src/index.js';

/** Width and height that the head of a PNG file says. */
const pngSize = (bytes: Buffer) => {
  expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
};

describe('POST /api/generate-image', () => {
  it('makes a 1024 x 1024 PNG from a prompt alone, and answers the documented object', async () => {
    const { client } = await newAccount('starter');
    const sentAt = Date.now();
    const { status, headers, image } = await client.generate({ prompt: ' mountains at dawn 🌄 ' });
    expect(status).toBe(200);
    expect(image).toEqual({
      id: expect.stringMatching(/^img_[0-9a-z]{36}$/),
      url: expect.stringMatching(/^https?:\/\/.+\.png$/),
      width: 1024,
      height: 1024,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      prompt: ' mountains at dawn 🌄 ',
      seed: expect.any(Number),
      system_fingerprint: expect.stringMatching(/./),
    });
    expect(Math.abs(Date.parse(image.created_at) - sentAt)).toBeLessThan(60_000);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('x-request-id')).toMatch(/./);
    expect(pngSize(await Client.bytes(image.url))).toEqual([1024, 1024]);
  });

  it.each(['photorealistic', 'painting', 'cartoon', 'sketch', 'abstract'])('makes the style %s', async (style) => {
    const { client } = await newAccount('starter');
    const image = await client.draw({ style });
    expect(pngSize(await Client.bytes(image.url))).toEqual([512, 512]);
  });

  it('makes another picture in each style, from one seed', async () => {
    const { client } = await newAccount('enterprise');
    const styles = ['photorealistic', 'painting', 'cartoon', 'sketch', 'abstract'];
    const images = await Promise.all(styles.map((style) => client.draw({ style, seed: 1 })));
    const files = await Promise.all(images.map(async ({ url }) => (await Client.bytes(url)).toString('base64')));
    expect(new Set(files).size).toBe(styles.length);
  });

  it.each([
    [512, 768],
    [768, 512],
    [1024, 512],
    [512, 1536],
    [1920, 512],
  ])('makes %i x %i', async (width, height) => {
    const { client } = await newAccount('starter');
    const image = await client.draw({ width, height, num_inference_steps: 1 });
    expect([image.width, image.height]).toEqual([width, height]);
    expect(pngSize(await Client.bytes(image.url))).toEqual([width, height]);
  });

  it.each([
    ['webp', 8, 'WEBP'],
    ['jpeg', 0, '\xff\xd8\xff'],
    ['avif', 4, 'ftypavif'],
  ])('makes %s files', async (output_format, offset, mark) => {
    const { client } = await newAccount('starter');
    const { url } = await client.draw({ output_format });
    expect(url).toMatch(new RegExp(`\\.${output_format}$`));
    const bytes = await Client.bytes(url);
    expect(bytes.subarray(offset, offset + mark.length).toString('latin1')).toBe(mark);
  });

  it('answers n images with seeds that follow each other, wrapping at 2^31', async () => {
    const { client } = await newAccount('professional');
    const answer = await client.draw({ n: 3, seed: 2147483646 });
    expect(answer.images?.map(({ seed }) => seed)).toEqual([2147483646, 2147483647, 0]);
    expect(answer.images?.[0]).toMatchObject({ id: answer.id, url: answer.url, seed: answer.seed });
    expect(new Set(answer.images?.map(({ id }) => id)).size).toBe(3);
    for (const { url } of answer.images ?? []) expect(pngSize(await Client.bytes(url))).toEqual([512, 512]);
  });

  it('keeps a request id of the client’s', async () => {
    const { client } = await newAccount('starter');
    const body = { prompt: 'a', width: 512, height: 512, num_inference_steps: 1 };
    const { headers } = await client.generate(body, { 'x-request-id': 'mine-1' });
    expect(headers.get('x-request-id')).toBe('mine-1');
  });

  it('takes an unused negative prompt of null, and one that changes the picture', async () => {
    const { client } = await newAccount('starter');
    const plain = await client.draw({ seed: 3, negative_prompt: null });
    const without = await client.draw({ seed: 3, negative_prompt: 'trees, boats, houses' });
    expect(await Client.bytes(plain.url)).not.toEqual(await Client.bytes(without.url));
  });
});
