import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AccountServiceClient, KeyServiceClient, PlanName } from '@imageai/contracts/auth';
import { createRpcClient } from '@imageai/rpc';
import { registry, tags } from './images.js';
import { apply, get, helm, kubectl } from './kubectl.js';
import { inState, namespace, node, repository } from './layout.js';
import { kubernetesSecrets } from './outside.js';

const chart = join(repository, 'charts', 'imageai');
export const release = 'imageai';
const IMAGES_CLAIM = 'images';
const POD_USER = 10_001;
const TEST_KEY_SECRET = 'imageai-test';
export const imageFiles = inState('image-files');
/** Whose pods the policies let in: those that bring requests, and those that read metrics. */
export const friends = { ingress: 'ingress', monitoring: 'monitoring' };
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
/** Names, Postgres and NATS are served on the node itself here. */
const onNode = [{ ipBlock: { cidr: `${node.address}/32` } }];
const podsIn = (where: string) => [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': where } } }];
const values = {
  publicUrl: apiUrl,
  cdnUrl,
  image: { registry, tag: tags.first, pullPolicy: 'Never' },
  services: {
    gateway: small(2, '120Mi'),
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
  networkPolicy: {
    ingressPeers: podsIn(friends.ingress),
    monitoringPeers: podsIn(friends.monitoring),
    dnsPeers: onNode,
  },
  postgres: { peers: onNode },
  nats: { peers: onNode },
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
export async function upgradePlatform(
  sets: readonly string[],
  { wait = true, extra = {} }: { readonly wait?: boolean; readonly extra?: object } = {},
): Promise<void> {
  const file = inState('extra-values.json');
  await writeFile(file, JSON.stringify(extra));
  const flags = ['--values', '-', '--values', file, ...sets.flatMap((one) => ['--set', one])];
  await helm(
    ['upgrade', '--install', release, chart, ...flags, ...(wait ? ['--wait', '--timeout', '10m'] : [])],
    JSON.stringify(values),
  );
}

/** What the pod of `helm test` printed. */
export async function testPlatform(): Promise<string> {
  await helm(['test', release, '--timeout', '10m']);
  return kubectl(['logs', `${release}-test-picture`]);
}

/** The volume of the image files: a folder of the node. */
async function makeImagesClaim(): Promise<void> {
  const path = imageFiles;
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
    selector: { 'app.kubernetes.io/instance': release, 'app.kubernetes.io/component': component },
    ports: [{ port: 80, targetPort: port, nodePort: number }],
  },
});

/** Where a port of a Service is, inside the cluster and on its node. */
export async function addressOf(service: string, port: string): Promise<string> {
  type Service = { spec: { clusterIP: string; ports: { name: string; port: number }[] } };
  const { spec } = await get<Service>('service', service);
  return `${spec.clusterIP}:${spec.ports.find(({ name }) => name === port)?.port}`;
}

/** How an operator calls a service. */
export async function operatorAt(service: string) {
  const { tokens } = JSON.parse(await readFile(inState('secrets', 'secrets.json'), 'utf8'));
  const address = await addressOf(`${release}-${service}`, 'grpc');
  return { address, caller: 'operator', token: String(tokens.operator[0]), timeoutMs: 10_000 };
}

/** An account on each plan with a key, by gRPC as any operator makes them. */
async function makeKeys(): Promise<Keys> {
  const at = await operatorAt('auth');
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
