import type { Progress } from '../../../tools/progress.mjs';
import { type DemoKeys, demoKeys, withKeyDesk } from './demo-accounts.js';
import { migrate } from './migrate.js';
import type { NodeService } from './node-service.js';
import { OPERATOR } from './secrets.js';
import { addressOf } from './services.js';
import type { Setup } from './setup.js';
import type { Supervisor } from './supervisor.js';

/** Long, because a model is loaded on the way, perhaps on a machine that does other things too. */
export const READY_TIMEOUT_MS = 180_000;

/** Starts all there is, in order, and returns the demo accounts' keys when all is ready. */
export async function boot(
  setup: Setup,
  supervisor: Supervisor,
  progress: Progress,
  signal: AbortSignal,
): Promise<DemoKeys> {
  progress.step('Starting Postgres and NATS');
  await Promise.all([supervisor.start(setup.postgres).then(setup.createDatabase), supervisor.start(setup.nats)]);
  signal.throwIfAborted();

  progress.step('Bringing the database up to date');
  await migrate(setup.context, signal);
  signal.throwIfAborted();

  progress.step('Starting the seven services');
  await Promise.all(setup.services.map((service) => supervisor.start(service)));
  const [keys] = await Promise.all([makeKeys(setup, signal), allReady(setup.services, progress, signal)]);
  return keys;
}

/** As soon as auth is there; the others take longer. */
async function makeKeys({ services, context }: Setup, signal: AbortSignal): Promise<DemoKeys> {
  await services.find(({ name }) => name === 'auth')?.waitReady(READY_TIMEOUT_MS, signal);
  const token = context.secrets.tokens[OPERATOR] ?? '';
  return withKeyDesk(addressOf(context.ports, 'auth'), token, (desk) => demoKeys(context.layout.keysFile, desk));
}

async function allReady(services: readonly NodeService[], progress: Progress, signal: AbortSignal): Promise<void> {
  const waiting = new Set(services.map(({ name }) => name));
  await Promise.all(
    services.map(async (service) => {
      await service.waitReady(READY_TIMEOUT_MS, signal);
      waiting.delete(service.name);
      if (waiting.size > 0) progress.detail(`waiting for ${[...waiting].join(', ')}`);
    }),
  );
}
