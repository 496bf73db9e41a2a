import { loadConfigOrExit, postgresSettings } from '@imageai/config';
import { migrate } from '@imageai/db';
import { z } from 'zod';
import { migrations } from './db/migrations/index.js';
import { schemaName } from './db/schema.js';

const { POSTGRES_URL } = loadConfigOrExit(z.object(postgresSettings));
const applied = await migrate({ url: POSTGRES_URL, schema: schemaName }, migrations);
console.log(applied.length === 0 ? 'nothing to migrate' : `migrated: ${applied.join(', ')}`);
