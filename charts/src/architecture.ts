import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chartsFolder } from './helm.js';

/** Whom each service calls, from the table of docs/architecture.md. */
export function arrowsOfArchitecture(): Readonly<Record<string, readonly string[]>> {
  const page = readFileSync(join(chartsFolder, '../docs/architecture.md'), 'utf8');
  const rows = [...page.matchAll(/^\| \[(\w+)\]\([^)]*\)\s*\|[^|]*\|([^|]*)\|/gm)];
  const services = rows.map(([, service = '']) => service).sort();
  return Object.fromEntries(
    rows.map(([, service = '', calls = '']) => [
      service,
      services.filter((name) => new RegExp(`\\b${name}\\b`).test(calls.replace(/\(.*?\)/g, ''))),
    ]),
  );
}
