import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the servers say when a user does what is not among its rights. */
const signs: Readonly<Record<string, RegExp>> = {
  'nats.log': /violation/i,
  'postgres.log': /permission denied|must be (owner|superuser)/i,
};

/** The lines by which NATS and Postgres refused a service something: each runs with its own few rights. */
export function refusals(logs: string): string[] {
  return Object.entries(signs).flatMap(([name, sign]) => {
    const file = join(logs, name);
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    return lines.filter((line) => sign.test(line));
  });
}
