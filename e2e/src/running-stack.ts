import type { Server } from 'node:http';
import type { Stack } from '@imageai/local';

interface RunningStack {
  readonly stack: Stack;
  readonly server: Server;
  readonly dataDir: string;
}

/** Between set-up and tear-down, which Jest runs in one process. */
export const runningStack: { current: RunningStack | undefined } = { current: undefined };
