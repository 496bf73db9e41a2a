import type { AccountResource } from '../account-resource.js';
import type { GenerationProgressData } from '../generation-events.js';
import type { AcceptedGeneration, GenerationResource } from '../generation-resource.js';
import type { ImageResource } from '../image-resource.js';
import type { OpenAiImagesResponse, OpenAiModel } from '../openai-responses.js';
import type { GenerateImageResponse } from '../responses.js';
import type { UsageReport } from '../usage.js';
import type { WebhookDelivery } from '../webhook-delivery.js';
import type { WebhookResource } from '../webhook-endpoint.js';

// Answers as the document shows them; a test holds each against its schema.

const generationId = 'gen_01kb3v8m4rq7x2c9w5hj6tz0dn1yef83gsap';
const imageId = 'img_01kb3v8m4s8f2kq6d0xw4c7n9ztr5jy1hmgp';
const links = {
  status_url: `https://api.example.com/api/generations/${generationId}`,
  cancel_url: `https://api.example.com/api/generations/${generationId}/cancel`,
  events_url: `https://api.example.com/api/generations/${generationId}/events`,
};

export const exampleImage: GenerateImageResponse = {
  id: imageId,
  url: `https://cdn.example.com/${imageId}.png`,
  width: 1024,
  height: 1024,
  created_at: '2026-11-22T17:40:11.000Z',
  prompt: 'a lighthouse on a cliff in a storm',
  seed: 1184221637,
  system_fingerprint: 'fp_5d1c0a8e37b2',
};

export const exampleStoredImage: ImageResource = {
  id: imageId,
  url: exampleImage.url,
  private: false,
  url_expires_at: null,
  generation_id: generationId,
  width: 1024,
  height: 1024,
  output_format: 'png',
  bytes: 1_234_567,
  prompt: exampleImage.prompt,
  style: 'photorealistic',
  model: 'imageai-1',
  created_at: exampleImage.created_at,
  expires_at: '2026-12-22T17:40:11.000Z',
};

export const exampleAccepted: AcceptedGeneration = {
  id: generationId,
  status: 'queued',
  created_at: '2026-11-22T17:40:07.250Z',
  queue_position: 3,
  ...links,
};

export const exampleProgress: GenerationProgressData = { image_id: imageId, index: 0, step: 4, of: 8, preview: null };

const { system_fingerprint, ...image } = exampleImage;

export const exampleGeneration: GenerationResource = {
  ...exampleAccepted,
  status: 'succeeded',
  queue_position: 0,
  started_at: '2026-11-22T17:40:07.900Z',
  finished_at: '2026-11-22T17:40:11.020Z',
  expires_at: '2026-11-23T17:40:07.250Z',
  estimated_start_at: null,
  request_id: 'req_01kb3v8m4q9d7n2f5x0zjw8c4hty6r1mkspe',
  idempotency_key: null,
  parameters: {
    prompt: exampleImage.prompt,
    style: 'photorealistic',
    width: 1024,
    height: 1024,
    seed: exampleImage.seed,
    guidance_scale: 7.5,
    negative_prompt: null,
    n: 1,
    model: 'imageai-1',
    num_inference_steps: 8,
    output_format: 'png',
    retention_days: 30,
    private: false,
  },
  system_fingerprint,
  images: [image],
  failed: [],
  error: null,
  webhook_url: null,
  webhook_events: null,
};

export const exampleWebhook: WebhookResource = {
  id: 'we_01kb3v8m4t5c8r1y7q2h9x0wdnzj4f6mgkse',
  url: 'https://example.com/hooks/images',
  description: 'The shop',
  event_types: ['generation.succeeded', 'generation.failed'],
  disabled: false,
  disabled_reason: null,
  disabled_at: null,
  failing_since: null,
  rotation_ends_at: null,
  created_at: '2026-11-22T17:40:07.250Z',
};

export const exampleSecret = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';

export const exampleDelivery: WebhookDelivery = {
  id: 'msg_01kb3v8m4v2x9c6w1q8h5tzrdn0y7f4jgske',
  webhook_id: exampleWebhook.id,
  event_id: 'evt_01kb3v8m4w7q3z0c5x9h2trdn8y1f6jgskem',
  event_type: 'generation.succeeded',
  status: 'delivered',
  url: exampleWebhook.url,
  attempt_count: 1,
  last_status_code: 204,
  last_error: null,
  next_attempt_at: null,
  created_at: '2026-11-22T17:40:11.030Z',
  finished_at: '2026-11-22T17:40:11.110Z',
};

export const exampleOpenAiImages: OpenAiImagesResponse = {
  created: 1795369211,
  data: [{ url: exampleImage.url }],
  output_format: 'png',
  size: '1536x1024',
  quality: 'medium',
  background: 'opaque',
  usage: {
    total_tokens: 6153,
    input_tokens: 9,
    output_tokens: 6144,
    input_tokens_details: { text_tokens: 9, image_tokens: 0 },
  },
  system_fingerprint,
};

export const exampleModel: OpenAiModel = {
  id: 'imageai-1',
  object: 'model',
  created: 1795369211,
  owned_by: 'imageai',
  status: 'ready',
  unusable_reason: null,
  default: true,
  pipeline: 'ImageAiPipeline',
  features: ['text-to-image', 'negative-prompt', 'styles'],
  defaults: { num_inference_steps: 8, guidance_scale: 7.5, size: '1024x1024' },
  sizes: { multiple_of: 64, max_pixels: 3_686_400 },
  digest: null,
  system_fingerprint,
  licence: 'Apache-2.0',
  source: null,
};

export const exampleAccount: AccountResource = {
  id: 'acct_01kb3v8m4x1w9z5c0q7h2tdnr8y6f3jgskem',
  name: 'The shop',
  plan: 'professional',
  suspended: false,
  limits: {
    requests_per_minute: 30,
    images_per_month: 2000,
    concurrency: 8,
    max_images_per_request: 10,
    retention_days: 30,
  },
  month: { images_used: 1312, images_reserved: 2, images_remaining: 686, resets_at: '2026-12-01T00:00:00.000Z' },
  minute: { requests_remaining: 12, resets_in_ms: 40_200 },
  scheduled_change: null,
  private_images: false,
  omit_parameters: false,
  created_at: '2026-01-15T12:00:00.000Z',
};

const exampleSums = { images: 41, images_given_back: 2, requests: 38 };

export const exampleUsage: UsageReport = {
  start: '2026-11-01T00:00:00.000Z',
  end: '2026-11-02T00:00:00.000Z',
  bucket: 'day',
  group_by: 'style',
  total: exampleSums,
  data: [
    {
      start: '2026-11-01T00:00:00.000Z',
      end: '2026-11-02T00:00:00.000Z',
      ...exampleSums,
      groups: [
        { name: 'photorealistic', images: 30, images_given_back: 2, requests: 28 },
        { name: 'sketch', images: 11, images_given_back: 0, requests: 10 },
      ],
    },
  ],
};
