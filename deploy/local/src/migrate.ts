import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ManagedProcess } from '@imageai/backing-services';
import { schemaOwners } from '@imageai/db';
import type { ServiceName } from './service-names.js';
import { entryOf, type ServiceContext, serviceEnvironment } from './services.js';

interface Migration {
  service: ServiceName;
  entry: string;
}

/**
 * Brings every service's schema up to date, all at once: each has its own. Where the same migrations were run on this
 * data before there is nothing to do, and five processes less to start.
 */
export async function migrate(context: ServiceContext, signal?: AbortSignal): Promise<void> {
  const migrations = schemaOwners
    .map((service) => ({ service, entry: entryOf(context.root, service, 'migrate') }))
    .filter(({ entry }) => existsSync(entry));
  // Inside the data folder of Postgres, so that whoever copies or removes the data does the same with this.
  const stampFile = join(context.layout.postgres, 'imageai-migrations');
  const stamp = contentsOf(migrations);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  await Promise.all(migrations.map((migration) => run(migration, context, signal)));
  writeFileSync(stampFile, stamp);
}

/** A hash over all that a migration could be made of. */
function contentsOf(migrations: readonly Migration[]): string {
  const hash = createHash('sha256');
  for (const { service, entry } of migrations) {
    const files = [entry, ...scriptsBelow(join(dirname(entry), 'db'))];
    for (const file of files) hash.update(`${service}\0${file}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function scriptsBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const scripts = names.filter((name) => /\.(js|sql)$/.test(name)).map((name) => join(folder, name));
  return scripts.filter((path) => statSync(path).isFile());
}

async function run({ service, entry }: Migration, context: ServiceContext, signal?: AbortSignal): Promise<void> {
  const migration = new ManagedProcess();
  const logFile = join(context.layout.logs, `migrate-${service}.log`);
  const env = serviceEnvironment(service, context);
  migration.start({ command: process.execPath, args: ['--enable-source-maps', entry], env, logFile });
  const abort = () => migration.kill('SIGKILL');
  signal?.addEventListener('abort', abort);
  try {
    const { code } = await migration.exited();
    if (code !== 0) {
      throw new Error(`The migrations of ${service} failed; the end of ${logFile}:\n${migration.logTail()}`);
    }
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
