import type { ProcessExit } from '@imageai/backing-services';
import { expect, test } from '@jest/globals';
import { Supervisor, type SupervisorEvents, type Unit } from './supervisor.js';

/** A process in name only: starts and ends are what the test says. */
class FakeUnit implements Unit {
  pid: number | undefined;
  starts = 0;
  failNextStarts = 0;
  private listener: (exit: ProcessExit) => void = () => undefined;

  constructor(
    readonly name: string,
    private readonly diary: string[] = [],
  ) {}

  onExit(listener: (exit: ProcessExit) => void): void {
    this.listener = listener;
  }

  async start(): Promise<void> {
    this.starts += 1;
    if (this.failNextStarts > 0) {
      this.failNextStarts -= 1;
      throw new Error('not yet');
    }
    this.pid = this.starts;
  }

  async stop(): Promise<void> {
    if (this.pid === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
    this.diary.push(this.name);
    this.end({ code: 0, signal: null, expected: true });
  }

  kill(signal: NodeJS.Signals): void {
    this.end({ code: null, signal, expected: false });
  }

  private end(exit: ProcessExit): void {
    this.pid = undefined;
    this.listener(exit);
  }
}

const quiet: SupervisorEvents = { changed: () => undefined, died: () => undefined, restartFailed: () => undefined };

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('what dies is started again, and it is told', async () => {
  const told: string[] = [];
  const supervisor = new Supervisor({ ...quiet, died: (name, { signal }) => told.push(`${name} ${signal}`) });
  const unit = new FakeUnit('auth');
  await supervisor.start(unit);
  supervisor.kill('auth', 'SIGKILL');
  expect(supervisor.pids()).toEqual({});
  await until(() => unit.starts === 2);
  expect(supervisor.pids()).toEqual({ auth: 2 });
  expect(told).toEqual(['auth SIGKILL']);
});

test('a start that fails is tried again until it succeeds', async () => {
  const failures: string[] = [];
  const supervisor = new Supervisor({ ...quiet, restartFailed: (name) => failures.push(name) });
  const unit = new FakeUnit('postgres');
  await supervisor.start(unit);
  unit.failNextStarts = 2;
  supervisor.kill('postgres', 'SIGKILL');
  await until(() => unit.pid !== undefined);
  expect(failures).toEqual(['postgres', 'postgres']);
});

test('the first start is not tried again: its failure is told to who asked', async () => {
  const supervisor = new Supervisor(quiet);
  const unit = new FakeUnit('nats');
  unit.failNextStarts = 1;
  await expect(supervisor.start(unit)).rejects.toThrow('not yet');
  expect(unit.starts).toBe(1);
});

test('an orderly restart is no accident', async () => {
  const told: string[] = [];
  const supervisor = new Supervisor({ ...quiet, died: (name) => told.push(name) });
  const unit = new FakeUnit('inference');
  await supervisor.start(unit);
  await supervisor.restart('inference');
  expect(supervisor.pids()).toEqual({ inference: 2 });
  expect(told).toEqual([]);
});

test('everything is stopped in order, one group after the other, and stays stopped', async () => {
  const diary: string[] = [];
  const supervisor = new Supervisor(quiet);
  const names = ['postgres', 'nats', 'auth', 'inference', 'gateway'];
  for (const name of names) await supervisor.start(new FakeUnit(name, diary));
  await supervisor.stop([['gateway'], ['inference'], ['auth'], ['nats'], ['postgres']]);
  expect(diary).toEqual([...names].reverse());
  await expect(supervisor.restart('auth')).rejects.toThrow(/everything is being stopped/);
});

test('what died just before the stop is not started again behind its back', async () => {
  const supervisor = new Supervisor(quiet);
  const unit = new FakeUnit('gateway');
  await supervisor.start(unit);
  supervisor.kill('gateway', 'SIGKILL');
  await supervisor.stop([['gateway']]);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(unit.starts).toBe(1);
});

test('a name that is not there is answered with those that are', async () => {
  const supervisor = new Supervisor(quiet);
  await supervisor.start(new FakeUnit('auth'));
  expect(() => supervisor.kill('outh', 'SIGTERM')).toThrow('There is no outh here, only auth');
});
