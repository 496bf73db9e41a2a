import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartupError } from './startup-error.js';

const run = promisify(execFile);

export const NATS_MISSING =
  'nats-server is not on the PATH: install it (Debian and Ubuntu: "sudo apt-get install nats-server", macOS: "brew install nats-server", others: https://nats.io/download) and start again.';

/** Where installers put it although the PATH of a plain user may lack the folder. */
const CANDIDATES = [
  'nats-server',
  '/usr/sbin/nats-server',
  '/usr/local/bin/nats-server',
  '/opt/homebrew/bin/nats-server',
];

export function findNatsServer(candidates: readonly string[] = CANDIDATES): string | undefined {
  return candidates.find((candidate) => spawnSync(candidate, ['--version'], { stdio: 'ignore' }).status === 0);
}

export interface NatsInstallation {
  find(): string | undefined;
  /** Root on a machine with apt. */
  canInstall(): boolean;
  apt(...args: string[]): Promise<void>;
}

/** Finds `nats-server`, or installs it where apt is there and we are root; otherwise says how to get it. */
export async function ensureNatsServer(
  onInstall: () => void = () => undefined,
  machine: NatsInstallation = thisMachine,
): Promise<string> {
  const found = machine.find();
  if (found) return found;
  if (!machine.canInstall()) throw new StartupError(NATS_MISSING);
  onInstall();
  const install = () => machine.apt('install', '--yes', '--no-install-recommends', 'nats-server');
  try {
    // The package lists of a fresh container are empty: only then is the slower way needed.
    await install().catch(() => machine.apt('update').then(install));
  } catch (error) {
    throw new StartupError(`${NATS_MISSING} (apt-get failed: ${lastLine(error)})`);
  }
  const installed = machine.find();
  if (!installed) throw new StartupError(NATS_MISSING);
  return installed;
}

const thisMachine: NatsInstallation = {
  find: () => findNatsServer(),
  canInstall: () => process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0,
  apt: async (...args) => {
    // Two of us may find it missing at once, and apt does not wait for its own locks unless it is told to; for those of
    // the package lists it cannot be told, so ours come one after the other. The variable keeps dpkg from asking questions.
    const command = [
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-qq',
      '-o',
      'DPkg::Lock::Timeout=300',
      ...args,
    ];
    await run('flock', [join(tmpdir(), 'imageai-apt.lock'), ...command]);
    // Debian's package starts a server of its own, without a password, where systemd runs: not asked for here.
    if (args[0] === 'install' && existsSync('/run/systemd/system')) {
      await run('systemctl', ['disable', '--now', 'nats-server']).catch(() => undefined);
    }
  },
};

function lastLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr || message).trim().split('\n').at(-1) ?? '';
}
