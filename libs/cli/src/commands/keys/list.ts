import type { KeyResource } from '@imageai/client';
import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.js';
import { day, moment } from '../../terminal/moment.js';
import { serverCommand } from '../common-options.js';

export const listCommand = (context: Context): Command =>
  serverCommand('list')
    .description('Lists the keys, newest first, ended ones too.')
    .action((options: CommonOptions) => list(context, options));

async function list(context: Context, options: CommonOptions): Promise<void> {
  const { signal } = context.interruption;
  printKeys(context, options, await context.client(options).keys.list({ signal }));
}

export function printKeys(context: Context, { json }: { json?: boolean }, keys: readonly KeyResource[]): void {
  if (json) {
    context.printJson({ data: keys });
    return;
  }
  const rows = keys.map((key) => [
    key.id,
    stateOf(key, Date.now()),
    `${key.prefix}…`,
    key.scopes.join(' '),
    day(key.created_at),
    moment(key.last_used_at),
    key.name,
  ]);
  context.printTable(
    ['ID', 'STATE', 'BEGINS WITH', 'SCOPES', 'CREATED', 'LAST USED (UTC)', 'NAME'],
    rows,
    'There are no keys.',
  );
}

/** An end that is to come: of a key that was rotated, or that ends by itself. */
function stateOf({ revoked_at, revocation_reason, expires_at }: KeyResource, now: number): string {
  if (revoked_at !== null) return revocation_reason ?? 'revoked';
  if (expires_at === null) return 'in force';
  return Date.parse(expires_at) <= now ? 'expired' : `until ${day(expires_at)}`;
}
