import { ConfigError, loadConfig, postgresSettings } from '@imageai/config';
import { migrate } from '@imageai/db';
import { z } from 'zod';
import { schemaName } from './db/database.js';
import { migrations } from './db/migrations/index.js';

try {
  const { POSTGRES_URL } = loadConfig(z.object(postgresSettings));
  await migrate({ url: POSTGRES_URL, schema: schemaName }, migrations);
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
