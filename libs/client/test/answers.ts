import type { AcceptedGeneration, GenerateImageResponse, GenerationResource, GenerationStatusName } from '@imageai/api';

/** Answers as the API gives them. */
export const image: GenerateImageResponse = {
  id: 'img_1',
  url: 'http://cdn.example/img_1.png',
  width: 512,
  height: 512,
  created_at: '2026-11-22T17:40:11.000Z',
  prompt: 'a lake',
  seed: 7,
  system_fingerprint: 'fp_1',
};

const links = {
  status_url: 'http://api.example/api/generations/gen_1',
  cancel_url: 'http://api.example/api/generations/gen_1/cancel',
  events_url: 'http://api.example/api/generations/gen_1/events',
};

export const accepted: AcceptedGeneration = {
  id: 'gen_1',
  status: 'queued',
  created_at: '2026-11-22T17:40:10.000Z',
  queue_position: 1,
  ...links,
};

export const generation = (status: GenerationStatusName, id = 'gen_1'): GenerationResource => ({
  id,
  status,
  created_at: '2026-11-22T17:40:10.000Z',
  queue_position: 0,
  started_at: null,
  finished_at: null,
  expires_at: '2026-11-23T17:40:10.000Z',
  estimated_start_at: null,
  request_id: 'req_1',
  idempotency_key: null,
  parameters: {
    prompt: 'a lake',
    style: 'photorealistic',
    width: 512,
    height: 512,
    seed: 7,
    guidance_scale: 7.5,
    negative_prompt: null,
    n: 1,
    model: 'embedded',
    num_inference_steps: 4,
    output_format: 'png',
    retention_days: 30,
    private: false,
  },
  system_fingerprint: 'fp_1',
  images: [],
  failed: [],
  error: null,
  webhook_url: null,
  webhook_events: null,
  ...links,
});
