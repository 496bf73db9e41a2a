import type { Stack } from '@imageai/local';
import type { ActionServer } from '@imageai/testing';

interface RunningStack {
  readonly stack: Stack;
  readonly server: ActionServer;
  readonly dataDir: string;
}

/** Between set-up and tear-down, which Jest runs in one process. */
export const runningStack: { current: RunningStack | undefined } = { current: undefined };
