import { createDatabase } from '@imageai/db';
import type { Kysely } from 'kysely';
import type { MeteringSchema } from './schema.js';

export const schemaName = 'metering';

export const openDatabase = (url: string, poolSize?: number): Kysely<MeteringSchema> =>
  createDatabase<MeteringSchema>({ url, schema: schemaName, ...(poolSize !== undefined && { poolSize }) });
