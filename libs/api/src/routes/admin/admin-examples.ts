import type { AdminAccount } from '../../admin/account.js';
import type { AdminAuditEntry } from '../../admin/audit.js';
import type { LedgerEntryResource, RebuiltBooks } from '../../admin/books.js';
import type { AdminPlan } from '../../admin/plan-limits.js';
import type { AdminModel, DeadLetterResource, QueueOverview } from '../../admin/queue.js';
import { exampleAuditEntry, exampleKey } from '../account-examples.js';
import { exampleGeneration, exampleImage } from '../examples.js';

// Answers as the operators' document shows them; a test holds each against its schema.

const accountId = 'acct_01kb3v8m4z9q2x6c0w5h7trdn1y8f4jgsekm';

export const examplePlan: AdminPlan = {
  name: 'professional',
  limits: {
    requests_per_minute: 30,
    images_per_month: 2000,
    concurrency: 8,
    max_images_per_request: 10,
    retention_days: 30,
    lane: 'professional',
  },
  version: 1,
};

export const exampleAdminAccount: AdminAccount = {
  id: accountId,
  name: 'Ada',
  email: 'ada@example.com',
  plan: 'professional',
  limits: { ...examplePlan.limits, images_per_month: 3000 },
  overrides: { images_per_month: 3000 },
  scheduled_change: null,
  suspended: false,
  suspended_reason: null,
  private_images: false,
  omit_parameters: false,
  created_at: '2026-11-22T17:40:07.250Z',
  deleted_at: null,
  version: 4,
};

export const exampleDeletedAccount: AdminAccount = {
  ...exampleAdminAccount,
  name: '',
  email: '',
  deleted_at: '2026-11-23T08:00:00.000Z',
  version: 5,
};

export const exampleAdminAuditEntry: AdminAuditEntry = {
  ...exampleAuditEntry,
  actor_kind: 'operator',
  actor_id: 'grace',
  action: 'account.set_overrides',
  account_id: accountId,
  target_id: null,
  address: '127.0.0.1',
  details: { overrides: '{"images_per_month":3000}' },
};

export const exampleLedgerEntry: LedgerEntryResource = {
  id: '4712',
  kind: 'used',
  images: 1,
  generation_id: exampleGeneration.id,
  image_id: exampleImage.id,
  key_id: exampleKey.id,
  reason: null,
  created_at: exampleImage.created_at,
};

const sums = { images: 412, images_given_back: 3, requests: 280 };
const balance = { images_reserved: 0, images_used: 412 };

export const exampleRebuiltBooks: RebuiltBooks = {
  account_id: accountId,
  month: '2026-11',
  balance: { before: balance, after: balance },
  usage: { before: sums, after: sums },
  wrong_rows: 0,
};

const idle = { waiting: 0, dispatched: 0, running: 0, oldest_accepted_at: null };

export const exampleQueue: QueueOverview = {
  lanes: [
    { lane: 'enterprise', ...idle },
    { lane: 'professional', ...idle, dispatched: 3, running: 2, oldest_accepted_at: '2026-11-22T17:40:07.250Z' },
    { lane: 'starter', ...idle },
  ],
  workers: [{ id: 'worker_01kb3v8m4x', seen_at: '2026-11-22T17:40:11.000Z', running: 2 }],
  estimates: [{ model: 'imageai-1', lane: 'starter', wait_ms: 1200 }],
  dead_letters: 0,
};

export const exampleModel: AdminModel = {
  name: 'imageai-1',
  usable: true,
  unusable_reason: null,
  digest: '5d1c0a8e37b2',
  system_fingerprint: 'fp_5d1c0a8e37b2',
  pipeline: 'StyledLatentFlowPipeline',
  features: ['text-to-image', 'styles'],
  runtime: 'onnxruntime-1.30.0-cpu-2-threads',
  default_steps: 8,
  default_guidance_scale: 7.5,
  size_multiple: 64,
  max_pixels: 4_194_304,
  licence: 'Apache-2.0',
  source: '',
  registered_at: '2026-11-22T17:40:00.000Z',
};

export const exampleDeadLetter: DeadLetterResource = {
  image_id: exampleImage.id,
  generation_id: exampleGeneration.id,
  account_id: accountId,
  attempts: 3,
  reason: 'its worker was lost',
  died_at: '2026-11-22T17:41:11.000Z',
  retried_as: null,
};
