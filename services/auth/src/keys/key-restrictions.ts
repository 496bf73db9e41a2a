import { parseNetwork, parseOrigin } from '@imageai/api';
import type { KeyRestrictions } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import type { ApiKeyRow } from '../db/schema.js';

/** The columns of a key that narrow what it may be used for. */
export type RestrictionColumns = Pick<
  ApiKeyRow,
  'requests_per_minute' | 'images_per_month' | 'allowed_origins' | 'allowed_addresses'
>;

const mostRequestsPerMinute = 1_000_000;
const mostImagesPerMonth = 1_000_000_000;
const mostEntries = 100;

/** Checked and in canonical form; every fault names its parameter. */
export function toRestrictionColumns(restrictions: KeyRestrictions | undefined): RestrictionColumns {
  return {
    requests_per_minute: checkLimit(restrictions?.requestsPerMinute, 'requests_per_minute', mostRequestsPerMinute),
    images_per_month: checkLimit(restrictions?.imagesPerMonth, 'images_per_month', mostImagesPerMonth),
    allowed_origins: checkEntries(restrictions?.allowedOrigins ?? [], 'allowed_origins', {
      parse: parseOrigin,
      words: 'origins like https://app.example.com',
    }),
    allowed_addresses: checkEntries(restrictions?.allowedAddresses ?? [], 'allowed_addresses', {
      parse: parseNetwork,
      words: 'addresses or networks like 203.0.113.0/24',
    }),
  };
}

export function toRestrictions(columns: RestrictionColumns): KeyRestrictions | undefined {
  if (!isRestricted(columns)) return undefined;
  return {
    requestsPerMinute: columns.requests_per_minute ?? undefined,
    imagesPerMonth: columns.images_per_month ?? undefined,
    allowedOrigins: columns.allowed_origins,
    allowedAddresses: columns.allowed_addresses,
  };
}

export const isRestricted = (columns: RestrictionColumns): boolean =>
  columns.requests_per_minute !== null ||
  columns.images_per_month !== null ||
  columns.allowed_origins.length > 0 ||
  columns.allowed_addresses.length > 0;

function checkLimit(value: number | undefined, name: string, most: number): number | null {
  if (value === undefined) return null;
  if (value >= 1 && value <= most) return value;
  const param = `restrictions.${name}`;
  throw new AppError('parameter_invalid', { message: `${param} must be 1 to ${most}.`, param });
}

interface EntryForm {
  readonly parse: (text: string) => string | undefined;
  readonly words: string;
}

function checkEntries(entries: readonly string[], name: string, { parse, words }: EntryForm): string[] {
  const param = `restrictions.${name}`;
  if (entries.length > mostEntries) {
    throw new AppError('parameter_invalid', { message: `${param} may have at most ${mostEntries} entries.`, param });
  }
  const parsed = entries.map((entry) => parse(entry.trim()));
  if (!parsed.every((entry) => entry !== undefined)) {
    throw new AppError('parameter_invalid', { message: `${param} must be ${words}.`, param });
  }
  return [...new Set(parsed)];
}
