import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Secrets } from './secrets.js';
import { SecretsError } from './secrets-error.js';

const kept = 'secrets.json';

/** What an earlier run kept; undefined where there is nothing. */
export function readSecrets(folder: string): Partial<Secrets> | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, kept), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as Partial<Secrets>;
  } catch {
    throw new SecretsError(`${join(folder, kept)} is no JSON: put back what it was, or the secrets in it are lost.`);
  }
}

/** Writes what is kept first: files can be made from it again, and it from nothing. */
export function writeFolder(folder: string, secrets: Secrets, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  // Nobody else may enter. Inside, what is mounted into containers has to be readable to their users.
  chmodSync(folder, 0o700);
  write(join(folder, kept), `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
  for (const part of ['compose', 'operators']) rmSync(join(folder, part), { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) write(join(folder, name), text, modeOf(name));
}

const modeOf = (name: string): number => (/^(kubernetes\.yaml|operators\/)/.test(name) ? 0o600 : 0o644);

/** A reader sees the old content or the new one, never half of it. */
function write(path: string, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const unfinished = `${path}.${process.pid}.new`;
  writeFileSync(unfinished, text, { mode });
  chmodSync(unfinished, mode);
  renameSync(unfinished, path);
}
