import type { KeyWithSecret } from '@imageai/client';
import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.js';
import { serverCommand } from '../common-options.js';
import { number } from '../numbers.js';

interface Options extends CommonOptions {
  readonly name?: string;
  readonly scope?: string[];
  readonly expires?: string;
  readonly requests?: number;
  readonly images?: number;
  readonly origin?: string[];
  readonly address?: string[];
}

export const createCommand = (context: Context): Command =>
  serverCommand('create')
    .description('Makes a key, and prints it: this once.')
    .option('--name <name>', 'what you call it')
    .option('--scope <scope...>', 'generate, read, manage, model:<name>; without, generate and read')
    .option('--expires <time>', 'when it ends by itself: 2026-12-31T00:00:00Z')
    .option('--requests <n>', 'requests in any minute by this key', number)
    .option('--images <n>', 'images in a month by this key', number)
    .option('--origin <origin...>', 'whose pages may use it: https://app.example.com')
    .option('--address <network...>', 'where it may be used from: 203.0.113.0/24')
    .action((options: Options) => create(context, options));

async function create(context: Context, options: Options): Promise<void> {
  const { name, scope, expires, requests, images, origin, address } = options;
  const params = {
    ...(name !== undefined && { name }),
    ...(scope !== undefined && { scopes: scope }),
    ...(expires !== undefined && { expires_at: expires }),
    ...(requests !== undefined && { requests_per_minute: requests }),
    ...(images !== undefined && { images_per_month: images }),
    ...(origin !== undefined && { allowed_origins: origin }),
    ...(address !== undefined && { allowed_addresses: address }),
  };
  const { signal } = context.interruption;
  printSecret(context, options, await context.client(options).keys.create(params, { signal }));
}

/** The key alone on standard output, so that it can be put where it belongs without being seen. */
export function printSecret(context: Context, { json }: CommonOptions, key: KeyWithSecret): void {
  if (json) {
    context.printJson(key);
    return;
  }
  context.terminal.note(`${key.id}. This is the key; it is not shown again:`);
  context.print(key.secret);
}
