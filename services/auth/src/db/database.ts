import { createDatabase } from '@imageai/db';
import type { Kysely } from 'kysely';
import type { AuthSchema } from './schema.js';

export const schemaName = 'auth';

export const openDatabase = (url: string, poolSize?: number): Kysely<AuthSchema> =>
  createDatabase<AuthSchema>({ url, schema: schemaName, ...(poolSize !== undefined && { poolSize }) });
