import { expect, jest, test } from '@jest/globals';
import { ensureNatsServer, findNatsServer, NATS_MISSING, type NatsInstallation } from './nats-binary.js';

function machine(parts: Partial<NatsInstallation>): NatsInstallation {
  return { find: () => undefined, canInstall: () => false, apt: async () => undefined, ...parts };
}

test('a missing nats-server is one sentence that says how to get it', async () => {
  const failure = ensureNatsServer(undefined, machine({}));
  await expect(failure).rejects.toMatchObject({ name: 'StartupError', message: NATS_MISSING });
  expect(NATS_MISSING).toMatch(/^[^\n]*apt-get install nats-server[^\n]*brew install nats-server[^\n]*$/);
});

test('a nats-server that is there is used, and nothing is installed', async () => {
  const apt = jest.fn(async () => undefined);
  const program = await ensureNatsServer(
    undefined,
    machine({ find: () => '/usr/bin/nats-server', canInstall: () => true, apt }),
  );
  expect(program).toBe('/usr/bin/nats-server');
  expect(apt).not.toHaveBeenCalled();
});

test('with empty package lists they are fetched first, and the installation is tried again', async () => {
  const calls: string[] = [];
  let listsFetched = false;
  let installed = false;
  const apt = async (...args: string[]): Promise<void> => {
    calls.push(args[0] ?? '');
    if (args[0] === 'update') listsFetched = true;
    else if (!listsFetched) throw new Error('E: Unable to locate package nats-server');
    else installed = true;
  };
  const find = () => (installed ? '/usr/sbin/nats-server' : undefined);
  expect(await ensureNatsServer(undefined, machine({ find, canInstall: () => true, apt }))).toBe(
    '/usr/sbin/nats-server',
  );
  expect(calls).toEqual(['install', 'update', 'install']);
});

test('when apt fails too, its reason follows the sentence', async () => {
  const apt = async (): Promise<void> => {
    throw Object.assign(new Error('failed'), { stderr: 'reading\nE: no network\n' });
  };
  await expect(ensureNatsServer(undefined, machine({ canInstall: () => true, apt }))).rejects.toThrow(
    /brew install.*apt-get failed: E: no network/,
  );
});

test('a program that is not there is not found', () => {
  expect(findNatsServer(['/nowhere/nats-server'])).toBeUndefined();
});
