import { rmSync } from 'node:fs';
import { commandOf, isAlive, stopProcess } from '@imageai/backing-services';
import type { Layout } from './layout.js';
import type { Ports } from './ports.js';
import { readJson, writePrivateJson } from './private-file.js';
import { SERVICE_NAMES } from './service-names.js';
import { entryOf } from './services.js';

/** What runs at this moment, for tests and benchmarks that come from outside. */
export interface RunFile {
  url: string;
  cdn: string;
  runner: number;
  pids: Record<string, number>;
  ports: Ports;
}

const LEFTOVER_GRACE_MS = 5000;

export function writeRunFile(layout: Layout, run: RunFile): void {
  writePrivateJson(layout.runFile, run);
}

export function removeRunFile(layout: Layout): void {
  rmSync(layout.runFile, { force: true });
}

/** A runner that was killed leaves its services behind: they would go on working with the same data. */
export async function endLeftovers(layout: Layout, root: string): Promise<void> {
  const pids = readRunFile(layout)?.pids ?? {};
  await Promise.all(
    SERVICE_NAMES.map(async (name) => {
      const pid = pids[name];
      if (pid === undefined || !isAlive(pid) || !commandOf(pid)?.includes(entryOf(root, name))) return;
      await stopProcess(pid, 'SIGTERM', LEFTOVER_GRACE_MS);
    }),
  );
}

function readRunFile(layout: Layout): RunFile | undefined {
  try {
    return readJson<RunFile>(layout.runFile);
  } catch {
    // Nobody's work depends on it.
    return undefined;
  }
}
