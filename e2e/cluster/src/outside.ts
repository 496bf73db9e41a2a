import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, connect as dial } from 'node:net';
import { ensureNatsServer, freePort, type ManagedProcess, PostgresServer } from '@imageai/backing-services';
import { inState, namespace, node, repository } from './layout.js';
import type { Parts } from './parts.js';
import { shell } from './shell.js';

const DATABASE = 'imageai';
const postgresAt = `${node.address}:5432`;
const natsAt = `${node.address}:4222`;
const secrets = inState('secrets');

/** What runs beside the cluster; killed, it is started again. */
export type Outside = ReadonlyMap<string, Killable>;

interface Killable {
  kill(signal: NodeJS.Signals): void;
}

/** Postgres and NATS as the chart expects them by default: elsewhere. Here they run on the machine itself. */
export async function startOutside(parts: Parts): Promise<Outside> {
  await makeSecrets();
  const postgres = new PostgresServer({
    dataDir: inState('postgres'),
    port: await freePort(),
    password: randomBytes(16).toString('hex'),
    logFile: inState('log', 'postgres.log'),
  });
  await postgres.start();
  postgres.onExit(({ expected }) => {
    if (!expected) void postgres.start();
  });
  parts.add('postgres', () => postgres.stop());
  await postgres.createDatabase(DATABASE);
  await postgres.execute(DATABASE, [await readFile(`${secrets}/postgres.sql`, 'utf8')]);
  await relay(parts, 5432, Number(new URL(postgres.url()).port));
  return new Map<string, Killable>([
    ['postgres', postgres],
    ['nats', await startNats(parts)],
  ]);
}

async function startNats(parts: Parts): Promise<ManagedProcess> {
  const config = inState('nats.conf');
  const lines = [
    `listen: "${natsAt}"`,
    `jetstream { store_dir: "${inState('jetstream')}" }`,
    `include "${secretsFile('nats-users.conf')}"`,
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  return parts.start('nats-server', await ensureNatsServer(), ['--config', config], { isRevived: true });
}

/** nats-server includes files by paths from its own file. */
const secretsFile = (name: string): string => `secrets/${name}`;

/** What an operator does before an installation. */
async function makeSecrets(): Promise<void> {
  await mkdir(secrets, { recursive: true });
  const options = [
    '--folder',
    secrets,
    '--namespace',
    namespace,
    '--postgres',
    `${postgresAt}/${DATABASE}`,
    '--nats',
    natsAt,
  ];
  await shell(process.execPath, [`${repository}/deploy/secrets/dist/main.js`, ...options]);
}

export const kubernetesSecrets = (): Promise<string> => readFile(`${secrets}/kubernetes.yaml`, 'utf8');

/** The server of the test suites listens on loopback alone, where no pod reaches it. */
async function relay(parts: Parts, port: number, target: number): Promise<void> {
  const server = createServer((incoming) => {
    const outgoing = dial(target, '127.0.0.1');
    incoming.pipe(outgoing).pipe(incoming);
    incoming.on('error', () => outgoing.destroy());
    outgoing.on('error', () => incoming.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, node.address, resolve);
  });
  parts.add('relay', async () => server.close());
}
