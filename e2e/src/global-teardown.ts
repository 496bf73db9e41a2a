import { rmSync } from 'node:fs';
import { refusals } from './refusals.js';
import { runningStack } from './running-stack.js';

/** Stops the stack that set-up started; fails where a service was refused something in the whole of the run. */
export async function globalTeardown(): Promise<void> {
  const running = runningStack.current;
  if (running === undefined) return;
  running.server.close();
  await running.stack.stop();
  const refused = refusals(running.stack.layout.logs);
  rmSync(running.dataDir, { recursive: true, force: true });
  if (refused.length > 0) throw new Error(`Services were refused what they need:\n${refused.join('\n')}`);
}
