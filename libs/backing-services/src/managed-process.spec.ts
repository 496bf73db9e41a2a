import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { ManagedProcess, type ProcessExit, type ProcessSpec } from './managed-process.js';
import { commandOf, isAlive } from './process-table.js';

const folder = mkdtempSync(join(tmpdir(), 'managed-process-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(name: string, source: string): ProcessSpec {
  return { command: process.execPath, args: ['-e', source], logFile: join(folder, `${name}.log`) };
}

const FOREVER = 'setInterval(() => {}, 1000); console.log("started");';

async function started(child: ManagedProcess): Promise<void> {
  while (!child.logTail().includes('started')) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('an asked-for end is expected, a kill is not, and each is told once', async () => {
  const child = new ManagedProcess();
  const exits: ProcessExit[] = [];
  child.onExit((exit) => exits.push(exit));
  child.start(script('ends', FOREVER));
  child.kill('SIGKILL');
  await child.exited();
  child.start(script('ends', FOREVER));
  await child.stop('SIGTERM', 5000);
  expect(exits).toEqual([
    { code: null, signal: 'SIGKILL', expected: false },
    { code: null, signal: 'SIGTERM', expected: true },
  ]);
  expect(child.pid).toBeUndefined();
});

test('a child that does not end in time is killed', async () => {
  const child = new ManagedProcess();
  child.start(script('stubborn', `process.on('SIGTERM', () => {}); ${FOREVER}`));
  await started(child);
  const exit = await child.stop('SIGTERM', 50);
  expect(exit).toMatchObject({ signal: 'SIGKILL', expected: true });
});

test('a program that is missing ends like a shell says it, with the reason in the log', async () => {
  const child = new ManagedProcess();
  child.start({ command: '/nowhere/program', args: [], logFile: join(folder, 'missing.log') });
  expect(await child.exited()).toMatchObject({ code: 127, expected: false });
  expect(child.logTail()).toContain('ENOENT');
});

test('the log of the running child does not hold lines of the one before', async () => {
  const child = new ManagedProcess();
  child.start(script('twice', 'console.log("first")'));
  await child.exited();
  child.start(script('twice', 'console.log("second")'));
  await child.exited();
  expect(child.logTail()).toBe('second');
});

test('the process table knows a running child by its command line, and forgets an ended one', async () => {
  const child = new ManagedProcess();
  child.start(script('table', `/* marker-7f3a */ ${FOREVER}`));
  await started(child);
  const pid = child.pid ?? 0;
  expect(isAlive(pid)).toBe(true);
  expect(commandOf(pid)).toContain('marker-7f3a');
  await child.stop('SIGKILL', 1000);
  expect(isAlive(pid)).toBe(false);
});
