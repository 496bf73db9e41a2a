import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SERVICE_NAMES, type ServiceName, type Stack, type UnitName } from '@imageai/local';
import { type ActionServer, serveActions } from '@imageai/testing';

/** The stack's notes on what ended unexpectedly. */
export type Notes = readonly string[];

/** Lets tests kill and restart parts of the stack: Jest runs them in contexts of their own, which cannot hold it. */
export const startControlServer = (stack: Stack, notes: Notes): Promise<ActionServer> =>
  serveActions({
    kill: (name, signal) => stack.kill(name as UnitName, signal),
    restart: (name) => stack.restartGracefully(name as UnitName),
    ready: () => Promise.all(SERVICE_NAMES.map((name: ServiceName) => stack.waitReady(name, 60_000))),
    pids: () => stack.pids(),
    notes: () => notes,
    log: (name) => readFile(join(stack.layout.logs, `${name}.log`), 'utf8'),
  });
