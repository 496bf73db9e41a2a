import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { serveActions } from '@imageai/testing';
import { apply } from '../kubectl.js';
import { inState, outsideAddress, repository } from '../layout.js';
import type { Outside } from '../outside.js';
import { addressOf, apiUrl, cdnUrl, imageFiles, type Keys, operatorAt, release, upgradePlatform } from '../platform.js';
import { shell } from '../shell.js';
import { allPodsReady, logOf, restartDeployments, signalPods } from './pods.js';
import { ADMIN_PORT, makeModelsClaim, settings } from './settings.js';

const resultsFile = join(repository, 'e2e/test-results/e2e.json');

/** Of Jest. */
interface Results {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** The end-to-end tests, against the cluster as any operator's; how many passed. */
export async function runEndToEnd(keys: Keys, outside: Outside, files: readonly string[]): Promise<string> {
  await makeModelsClaim();
  await apply(adminService);
  await upgradePlatform([], { extra: settings });
  const control = await serveActions({
    kill: (name, signal) => {
      const beside = outside.get(name);
      return beside === undefined ? signalPods(name, signal) : beside.kill(signal);
    },
    restart: (name) => restartDeployments(name),
    ready: () => allPodsReady(),
    log: (name) => logOf(name),
  });
  try {
    const env = {
      ...{ E2E_BASE_URL: apiUrl, E2E_CDN_URL: cdnUrl, E2E_KEYS: JSON.stringify(keys) },
      E2E_OPERATOR: JSON.stringify(await operatorOf(control.url)),
      NX_TUI: 'false',
    };
    await rm(resultsFile, { force: true });
    const end = shell('npx', ['nx', 'run', '@imageai/e2e:e2e', ...files], { cwd: repository, env });
    const said = await end.catch((error: Error) => error.message);
    return outcomeOf(await readFile(resultsFile, 'utf8').catch(() => Promise.reject(new Error(said))));
  } finally {
    control.close();
  }
}

/** What passed and what was left out; throws what failed. */
function outcomeOf(text: string): string {
  const { numPassedTests, numPendingTests, testResults } = JSON.parse(text) as Results;
  const failed = testResults.flatMap(({ name, message, assertionResults }) => {
    const own = assertionResults.filter(({ status }) => status === 'failed');
    const isBroken = own.length === 0 && message !== '';
    return isBroken ? [`${name}: ${message}`] : own.map((one) => `${one.fullName}: ${one.failureMessages[0]}`);
  });
  const counts = `${numPassedTests} passed, ${numPendingTests} left out`;
  if (failed.length > 0) throw new Error([`${counts}, ${failed.length} failed:`, ...failed].join('\n'));
  return counts;
}

const adminService = {
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'admin' } },
  spec: {
    selector: { 'app.kubernetes.io/instance': release, 'app.kubernetes.io/component': 'gateway' },
    ports: [{ name: 'admin', port: ADMIN_PORT }],
  },
};

/** Addresses inside the cluster lead there from its node, too. */
async function operatorOf(controlUrl: string) {
  const { operators } = JSON.parse(await readFile(inState('secrets', 'secrets.json'), 'utf8'));
  const services = ['auth', 'metering', 'generation', 'storage'];
  const addresses = services.map(async (name) => [name, (await operatorAt(name)).address] as const);
  const { token } = await operatorAt('auth');
  return {
    token,
    adminUrl: `http://${await addressOf('admin', 'admin')}`,
    adminToken: operators.operator[0],
    addresses: Object.fromEntries(await Promise.all(addresses)),
    controlUrl,
    imageFolder: imageFiles,
    receiverHost: outsideAddress,
  };
}
