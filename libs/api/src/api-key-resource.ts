import { z } from 'zod';
import { integer } from './generate-image-request.js';
import { plainText } from './text.js';

const day = 24 * 60 * 60;
/** In seconds. */
const maxKeyOverlap = 30 * day;

const listError = 'must be a list of strings';
const texts = (each: number, most: number) =>
  z.array(plainText(each, listError), { error: listError }).max(most, { error: `must have at most ${most} entries` });

const restrictionFields = {
  requests_per_minute: integer(1, 2 ** 31 - 1)
    .optional()
    .describe("Requests in any 60 seconds by this key, within its account's."),
  images_per_month: integer(0, 2 ** 31 - 1)
    .optional()
    .describe("Images in a month (UTC) by this key, within its account's."),
  allowed_origins: texts(300, 100)
    .default([])
    .describe('Origins (`https://app.example.com`) whose pages may use it; empty: all, and programs too.'),
  allowed_addresses: texts(60, 100)
    .default([])
    .describe('Networks (`203.0.113.0/24`) that it may be used from; empty: all.'),
};

/** The body of `POST /api/keys`, all of which may be left out. */
export const createKey = z
  .strictObject({
    name: plainText(200).default('').describe('What its owner calls it.'),
    scopes: texts(150, 100)
      .default([])
      .describe(
        '`generate`, `read`, `manage`; with any `model:<name>` it may use those models alone. Without one of the first three, `generate` and `read`.',
      ),
    expires_at: z.iso
      .datetime({ offset: true, error: 'must be a time in ISO 8601, with its offset' })
      .optional()
      .describe('When it ends by itself; without, never.'),
    ...restrictionFields,
  })
  .meta({ id: 'CreateKey' });

/** The body of a rotation, which may be left out. */
export const rotateKey = z
  .strictObject({
    overlap_seconds: integer(0, maxKeyOverlap)
      .default(day)
      .describe('How long the key before still works; 0: it ends now.'),
  })
  .meta({ id: 'RotateKey' });

/** The body of `POST /api/keys/report`. */
export const reportKey = z
  .strictObject({
    key: plainText(200).describe('The whole key, as it was found.'),
    found_at: plainText(500).default('').describe('Where, in the words of whoever found it.'),
  })
  .meta({ id: 'ReportKey' });

export const keyReportResults = ['revoked', 'ended_before', 'unknown'] as const;

/** The answer to a report. */
export const keyReport = z
  .strictObject({
    result: z
      .enum(keyReportResults)
      .describe('Whether it was in force and is no longer, had ended before, or is no key.'),
  })
  .meta({ id: 'KeyReport' });

const keyFields = {
  id: z
    .string()
    .regex(/^key_[0-9a-z]+$/)
    .describe('Names the key.'),
  name: z.string(),
  prefix: z.string().describe('How its text begins: enough to tell keys apart.'),
  scopes: z.array(z.string()),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable().describe('When it ends by itself; null: never.'),
  last_used_at: z.iso.datetime().nullable().describe('To the minute; null: never.'),
  revoked_at: z.iso.datetime().nullable().describe('null: it was not revoked.'),
  revocation_reason: z.enum(['revoked', 'leaked', 'account_deleted']).nullable(),
  successor_id: z.string().nullable().describe('The key that took its place in a rotation.'),
  requests_per_minute: z.int().nullable(),
  images_per_month: z.int().nullable(),
  allowed_origins: z.array(z.string()),
  allowed_addresses: z.array(z.string()),
};

/** What may be known of a key after it was made. */
export const keyResource = z.strictObject(keyFields).meta({ id: 'ApiKey' });

/** The same with its text, which is shown when it is made and never again. */
export const keyWithSecret = z
  .strictObject({ ...keyFields, secret: z.string().describe('The key itself: `iai_live_…`.') })
  .meta({ id: 'ApiKeyWithSecret' });

/** The answer of `GET /api/keys`, newest first, ended ones too: an account has few, so that one page holds all. */
export const keyList = z.strictObject({ data: z.array(keyResource) }).meta({ id: 'ApiKeyList' });

export type CreateKeyRequest = z.input<typeof createKey>;
export type CreateKeyParameters = z.output<typeof createKey>;
export type RotateKeyRequest = z.input<typeof rotateKey>;
export type RotateKeyParameters = z.output<typeof rotateKey>;
export type ReportKeyRequest = z.input<typeof reportKey>;
export type ReportKeyParameters = z.output<typeof reportKey>;
export type KeyReport = z.output<typeof keyReport>;
export type KeyReportResult = (typeof keyReportResults)[number];
export type KeyResource = z.output<typeof keyResource>;
export type KeyWithSecret = z.output<typeof keyWithSecret>;
export type KeyList = z.output<typeof keyList>;
