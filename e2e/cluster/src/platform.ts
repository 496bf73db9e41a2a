import { chown, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AccountServiceClient, KeyServiceClient, PlanName } from '@imageai/contracts/auth';
import { createRpcClient } from '@imageai/rpc';
import { registry, tags } from './images.js';
import { apply, get, helm, kubectl } from './kubectl.js';
import { inState, namespace, node, repository } from './layout.js';
import { kubernetesSecrets } from './outside.js';

const chart = join(repository, 'charts', 'imageai');
const RELEASE = 'imageai';
const IMAGES_CLAIM = 'images';
const POD_USER = 10_001;
const TEST_KEY_SECRET = 'imageai-test';
/** Of the node: what stands before the services from outside. */
const nodePorts = { api: 30_080, cdn: 30_081 };

export const apiUrl = `http://${node.address}:${nodePorts.api}`;
export const cdnUrl = `http://${node.address}:${nodePorts.cdn}`;

const plans = {
  starter: PlanName.PLAN_NAME_STARTER,
  professional: PlanName.PLAN_NAME_PROFESSIONAL,
  enterprise: PlanName.PLAN_NAME_ENTERPRISE,
};
export type Keys = Readonly<Record<keyof typeof plans, string>>;

/** Two cores run all of it here: what pods ask for is less than the chart's own figures, which come from measurements. */
const small = (replicas: number, memory: string) => ({
  replicas,
  resources: { requests: { cpu: '20m', memory }, limits: { memory: '512Mi' } },
});
const values = {
  publicUrl: apiUrl,
  cdnUrl,
  image: { registry, tag: tags.first, pullPolicy: 'Never' },
  services: {
    gateway: { ...small(2, '120Mi'), settings: { ADMIN_PORT: '' } },
    auth: small(1, '100Mi'),
    metering: small(1, '100Mi'),
    generation: small(2, '120Mi'),
    webhooks: small(1, '100Mi'),
    storage: small(1, '150Mi'),
  },
  storage: { existingClaim: IMAGES_CLAIM },
  inference: {
    pools: {
      cpu: { replicas: 2, resources: { requests: { cpu: '100m', memory: '500Mi' }, limits: { memory: '2Gi' } } },
    },
  },
  test: { apiKeySecret: TEST_KEY_SECRET },
};

/** A namespace that takes restricted pods alone, what the chart expects to be there, and the chart. */
export async function installPlatform(): Promise<Keys> {
  await kubectl(['create', 'namespace', namespace]);
  const enforced = ['enforce', 'warn', 'audit'].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`);
  await kubectl(['label', 'namespace', namespace, ...enforced]);
  await kubectl(['apply', '--server-side', '--filename', '-'], await kubernetesSecrets());
  await makeImagesClaim();
  await apply(nodePort('gateway', 'http', nodePorts.api), nodePort('storage', 'cdn', nodePorts.cdn));
  await upgradePlatform([]);
  return makeKeys();
}

/** Installs, or upgrades to other values; resolves when all pods of the new version are ready. */
export async function upgradePlatform(sets: readonly string[], wait = true): Promise<void> {
  const flags = ['--values', '-', ...sets.flatMap((one) => ['--set', one])];
  await helm(
    ['upgrade', '--install', RELEASE, chart, ...flags, ...(wait ? ['--wait', '--timeout', '10m'] : [])],
    JSON.stringify(values),
  );
}

/** What the pod of `helm test` printed. */
export async function testPlatform(): Promise<string> {
  await helm(['test', RELEASE, '--timeout', '10m']);
  return kubectl(['logs', `${RELEASE}-test-picture`]);
}

/** The volume of the image files: a folder of the node. */
async function makeImagesClaim(): Promise<void> {
  const path = inState('image-files');
  await mkdir(path, { recursive: true });
  await chown(path, POD_USER, POD_USER);
  const size = { resources: { requests: { storage: '5Gi' } } };
  const shared = { accessModes: ['ReadWriteOnce'], storageClassName: '' };
  await apply(
    {
      ...{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: IMAGES_CLAIM } },
      spec: {
        ...shared,
        capacity: { storage: '5Gi' },
        hostPath: { path },
        claimRef: { name: IMAGES_CLAIM, namespace },
      },
    },
    {
      ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: IMAGES_CLAIM } },
      spec: { ...shared, ...size, volumeName: IMAGES_CLAIM },
    },
  );
}

const nodePort = (component: string, port: string, number: number) => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: `outside-${component}` } },
  spec: {
    type: 'NodePort',
    selector: { 'app.kubernetes.io/instance': RELEASE, 'app.kubernetes.io/component': component },
    ports: [{ port: 80, targetPort: port, nodePort: number }],
  },
});

/** An account on each plan with a key, by gRPC as any operator makes them. */
async function makeKeys(): Promise<Keys> {
  const { tokens } = JSON.parse(await readFile(inState('secrets', 'secrets.json'), 'utf8'));
  const { spec } = await get<{ spec: { clusterIP: string; ports: { name: string; port: number }[] } }>(
    'service',
    `${RELEASE}-auth`,
  );
  const port = spec.ports.find(({ name }) => name === 'grpc')?.port;
  const at = { address: `${spec.clusterIP}:${port}`, caller: 'operator', token: tokens.operator[0], timeoutMs: 10_000 };
  const accounts = createRpcClient(AccountServiceClient, at);
  const keys = createRpcClient(KeyServiceClient, at);
  try {
    const made: [string, string][] = [];
    for (const [name, plan] of Object.entries(plans)) {
      const { account } = await accounts.createAccount({ name, email: `${name}@cluster.example`, plan });
      const of = { accountId: account?.id ?? '', name: 'cluster', scopes: [], expiresAt: undefined };
      made.push([name, (await keys.createKey(of)).secret]);
    }
    const all = Object.fromEntries(made) as Record<keyof typeof plans, string>;
    await apply({
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: TEST_KEY_SECRET } },
      stringData: { API_KEY: all.enterprise },
    });
    return all;
  } finally {
    accounts.close();
    keys.close();
  }
}
