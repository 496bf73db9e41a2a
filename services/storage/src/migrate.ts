import { loadConfig, postgresSettings } from '@imageai/config';
import { migrate } from '@imageai/db';
import { z } from 'zod';
import { migrations } from './db/migrations/index.js';
import { schemaName } from './db/schema-name.js';

const { POSTGRES_URL } = loadConfig(z.object({ POSTGRES_URL: postgresSettings.POSTGRES_URL }));
await migrate({ url: POSTGRES_URL, schema: schemaName }, migrations);
