import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { chart, render } from '@imageai/charts/helm';
import type { Manifest } from '@imageai/charts/manifest';
import { apply, applyIn, kubectl } from '../kubectl.js';
import { node } from '../layout.js';
import { waitUntil } from '../wait-until.js';
import { type Check, expect } from './check.js';
import { makeNode, type NodeWithoutMachine } from './nodes.js';
import { bringPrerequisites } from './prerequisites.js';

const folder = join(chart, 'examples');
/** Each in a namespace of its name. */
const examples = readdirSync(folder).map((file) => basename(file, '.yaml'));
const RESOURCE = 'nvidia.com/gpu';
const nodes: readonly NodeWithoutMachine[] = [
  { name: 'plain-1' },
  { name: 'plain-2' },
  { name: 'l4-1', gpus: 4, product: 'NVIDIA-L4' },
  { name: 'h100-1', gpus: 2, product: 'NVIDIA-H100-80GB-HBM3', dedicated: 'h100' },
];
const gpuNodes = nodes.filter(({ gpus }) => gpus !== undefined).map(({ name }) => name);
const pools = { l4: 'l4-1', h100: 'h100-1', 'h100-enterprise': 'h100-1' };

export const takesEveryExample: Check = {
  title:
    'every example is taken by the API server, its pods are restricted ones, and each goes where its GPU is or to none',
  run: async () => {
    // What is placed shall not run: this machine is no cluster of GPUs.
    await kubectl(['cordon', node.name]);
    try {
      await bringPrerequisites();
      const objects = await applyAll();
      const pods = await placedPods();
      for (const pod of pods) {
        const isOnGpu = gpuNodes.includes(pod.spec.nodeName ?? '');
        expect(isOnGpu === asksForGpu(pod), `${pod.metadata.name} went to ${pod.spec.nodeName}.`);
      }
      for (const [pool, expected] of Object.entries(pools)) {
        const found = pods.filter((pod) => isOf('production', pool, pod)).map(({ spec }) => spec.nodeName);
        expect(`${found}` === expected, `The pool ${pool} went to ${found}.`);
      }
      await expectRefusal(pods);
      return `${objects} objects and ${pods.length} pods of ${examples.length} examples`;
    } finally {
      for (const { name } of nodes) await kubectl(['delete', 'node', name, '--ignore-not-found']);
      await kubectl(['delete', 'namespace', ...examples, '--ignore-not-found', '--wait=false']);
      await kubectl(['uncordon', node.name]);
    }
  },
};

/** Fields that the API server does not know are refused, as whatever its admission refuses. */
async function applyAll(): Promise<number> {
  let count = 0;
  for (const name of examples) {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
    const objects = await render('--values', join(folder, `${name}.yaml`));
    await applyIn(name, ...objects, ...(name === 'production' ? [modelsClaim] : []));
    const owners = objects.filter(({ kind }) => ['Deployment', 'Job', 'Pod'].includes(kind));
    await waitUntil(`every pod of ${name}`, 120, async () => (await lacking(name, owners)).length === 0 || undefined);
    count += objects.length;
  }
  return count;
}

const modelsClaim = {
  ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'models' } },
  spec: { accessModes: ['ReadWriteMany'], storageClassName: 'shared', resources: { requests: { storage: '1Ti' } } },
};

type Pod = Manifest & { metadata: { namespace: string }; spec: { nodeName?: string } };

async function podsIn(namespace: string): Promise<Pod[]> {
  const found = await kubectl(['get', 'pods', '--namespace', namespace, '--output', 'json']);
  return (JSON.parse(found) as { items: Pod[] }).items;
}

/** Who has fewer pods than it asks for: what admission refuses never comes. */
async function lacking(namespace: string, owners: readonly Manifest[]): Promise<Manifest[]> {
  const pods = await podsIn(namespace);
  return owners.filter(({ kind, metadata, spec }) => {
    const labels = Object.entries(kind === 'Pod' ? metadata.labels : spec.template.metadata.labels);
    const found = pods.filter((pod) => labels.every(([key, value]) => pod.metadata.labels[key] === value));
    return found.length < (kind === 'Deployment' ? (spec.replicas ?? 1) : 1);
  });
}

/** Only now there are nodes: they count as ready for less time than applying everything takes. */
async function placedPods(): Promise<Pod[]> {
  for (const one of nodes) await makeNode(one);
  return waitUntil('a node for every pod', 45, async () => {
    const pods = (await Promise.all(examples.map(podsIn))).flat();
    return pods.every(({ spec }) => spec.nodeName !== undefined) ? pods : undefined;
  });
}

const asksForGpu = ({ spec }: Pod): boolean =>
  spec.containers.some(({ resources }) => Object.hasOwn(resources.limits, RESOURCE));
const isOf = (namespace: string, pool: string, { metadata }: Pod): boolean =>
  metadata.namespace === namespace && metadata.labels['imageai/pool'] === pool;

/** That the namespace does refuse: a pod of ours without what makes it a restricted one. */
async function expectRefusal([pod]: readonly Pod[]): Promise<void> {
  expect(pod !== undefined, 'There is no pod.');
  const container = { ...pod.spec.containers[0], securityContext: {}, volumeMounts: [] };
  const spec = { ...pod.spec, nodeName: undefined, containers: [container], volumes: [] };
  const loose = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'loose' }, spec };
  const said = await applyIn(pod.metadata.namespace, loose).catch((error: Error) => error.message);
  expect(said.includes('violates PodSecurity "restricted'), `A pod that is not restricted was let in: ${said}`);
}
