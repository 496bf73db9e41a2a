import { stand } from './the-stand.js';

type Unit = 'auth' | 'metering' | 'generation' | 'storage' | 'webhooks' | 'inference' | 'gateway' | 'nats' | 'postgres';

async function ask<Result>(action: string, name?: Unit, signal: NodeJS.Signals = 'SIGKILL'): Promise<Result> {
  const body = JSON.stringify({ action, name, signal });
  const response = await fetch(stand.operator?.controlUrl ?? '', { method: 'POST', body });
  const text = await response.text();
  if (response.status !== 200) throw new Error(text);
  return JSON.parse(text);
}

/** The processes of the stack. */
export const control = {
  kill: (name: Unit, signal?: NodeJS.Signals) => ask<null>('kill', name, signal),
  /** Drained, ended and started again. */
  restart: (name: Unit) => ask<null>('restart', name),
  /** Resolves when every service is ready. */
  allReady: () => ask<null>('ready'),
  pids: () => ask<Record<string, number>>('pids'),
  /** What the local runner said of processes that ended. */
  notes: () => ask<readonly string[]>('notes'),
  /** What a process logged, a line of JSON each. */
  log: (name: Unit) => ask<string>('log', name),
};
