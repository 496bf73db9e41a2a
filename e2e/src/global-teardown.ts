import { rmSync } from 'node:fs';
import { runningStack } from './running-stack.js';

/** Stops the stack that set-up started. */
export async function globalTeardown(): Promise<void> {
  const running = runningStack.current;
  if (running === undefined) return;
  running.server.close();
  running.server.closeAllConnections();
  await running.stack.stop();
  rmSync(running.dataDir, { recursive: true, force: true });
}
