import { failedImage, imageObject } from '@imageai/api';
import { Generation, GenerationStatus, ImageStatus } from '@imageai/contracts/generation';
import { ImageUrls } from '@imageai/image-urls';
import { expect, it } from '@jest/globals';
import { generationResource } from './generation-resource.js';

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, seconds));

const urls = new ImageUrls({
  CDN_URL: 'https://cdn.example.com',
  IMAGE_URL_KEYS: [Buffer.alloc(32, 1)],
  IMAGE_URL_SECONDS: 3_600,
});

const generation = Generation.fromPartial({
  id: 'gen_1',
  accountId: 'acct_1',
  keyId: 'key_1',
  requestId: 'req_1',
  status: GenerationStatus.GENERATION_STATUS_SUCCEEDED,
  parameters: { prompt: 'a lake', width: 512, height: 768, seed: 7, outputFormat: 'webp' },
  images: [
    { id: 'img_b', index: 1, seed: 8, status: ImageStatus.IMAGE_STATUS_FAILED, errorCode: 'internal_error' },
    { id: 'img_a', index: 0, seed: 7, status: ImageStatus.IMAGE_STATUS_STORED, createdAt: at(5) },
    { id: 'img_c', index: 2, seed: 9, status: ImageStatus.IMAGE_STATUS_EXPIRED },
  ],
  createdAt: at(0),
  startedAt: at(1),
  finishedAt: at(6),
  expiresAt: at(600),
  systemFingerprint: 'fp_1',
  model: 'embedded',
});

it('shows stored images by URL and by index, as the API does, and what could not be made', () => {
  const resource = generationResource(generation, urls);
  expect(resource).toMatchObject({
    id: 'gen_1',
    status: 'succeeded',
    created_at: '2026-03-01T12:00:00.000Z',
    finished_at: '2026-03-01T12:00:06.000Z',
    request_id: 'req_1',
    system_fingerprint: 'fp_1',
    error: null,
  });
  expect(resource.images).toEqual([
    {
      id: 'img_a',
      url: 'https://cdn.example.com/img_a.webp',
      width: 512,
      height: 768,
      created_at: '2026-03-01T12:00:05.000Z',
      prompt: 'a lake',
      seed: 7,
    },
  ]);
  expect(resource.failed.map(({ index, seed, error }) => [index, seed, error.code])).toEqual([
    [1, 8, 'internal_error'],
    [2, 9, 'generation_timeout'],
  ]);
  for (const image of resource.images) expect(imageObject.safeParse(image).success).toBe(true);
  for (const image of resource.failed) expect(failedImage.safeParse(image).success).toBe(true);
});

it('gives private images by URLs that are signed and expire', () => {
  const parameters = { ...generation.parameters, private: true };
  const { images } = generationResource(Generation.fromPartial({ ...generation, parameters }), urls);
  expect(images).toEqual([
    expect.objectContaining({
      url: expect.stringMatching(/\/img_a\.webp\?expires=\d+&signature=/),
      url_expires_at: expect.any(String),
    }),
  ]);
});

it('shows why a generation ended without an image, and nothing of the inside', () => {
  const failed = { ...generation, status: GenerationStatus.GENERATION_STATUS_FAILED, errorCode: 'no_such_code' };
  const resource = generationResource(failed, urls);
  expect(resource.error).toMatchObject({ code: 'internal_error', type: 'server_error' });
  expect(JSON.stringify(resource)).not.toMatch(/acct_1|key_1|no_such_code/);
});
