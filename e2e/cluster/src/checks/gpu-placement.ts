import { tags } from '../images.js';
import { apply, get, kubectl, type PodSummary } from '../kubectl.js';
import { upgradePlatform } from '../platform.js';
import { waitUntil } from '../wait-until.js';
import { type Check, expect } from './check.js';

const GPU_NODE = 'gpu-1';
const PRODUCT = 'NVIDIA-L4';
const pool = (setting: string): string => `inference.pools.gpu.${setting}`;

export const placesOnGpus: Check = {
  title: 'workers that want a GPU go to the node that has the product they name, and nothing else goes there',
  run: async () => {
    await makeGpuNode();
    const sets = ['device=cuda', 'replicas=2', `gpu.products[0]=${PRODUCT}`].map(pool);
    // They never run there: the node is an entry of the API server, with nothing behind it.
    await upgradePlatform([`image.tag=${tags.next}`, ...sets], false);
    const placed = await waitUntil('the placing of both workers', 120, async () => {
      const there = await onGpuNode();
      return there.length === 2 ? there : undefined;
    });
    expect(placed.every(isGpuWorker), `Something else went there: ${placed.map(({ metadata }) => metadata.name)}`);
    await upgradePlatform([`image.tag=${tags.next}`, pool('enabled=false')], false);
    await kubectl(['delete', 'node', GPU_NODE]);
    return `both of them, none of the others`;
  },
};

const isGpuWorker = ({ metadata }: PodSummary): boolean =>
  metadata.labels['app.kubernetes.io/component'] === 'inference' && /gpu/.test(metadata.name);

async function onGpuNode(): Promise<readonly PodSummary[]> {
  const { items } = await get<{ items: PodSummary[] }>('pods', '--all-namespaces');
  return items.filter(({ spec }) => spec.nodeName === GPU_NODE);
}

/** As the GPU Operator leaves a node: labelled, tainted, with two GPUs to give away, and far more room than the other. */
async function makeGpuNode(): Promise<void> {
  const labels = {
    'nvidia.com/gpu.present': 'true',
    'nvidia.com/gpu.product': PRODUCT,
    'kubernetes.io/hostname': GPU_NODE,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
  };
  await apply({
    ...{ apiVersion: 'v1', kind: 'Node', metadata: { name: GPU_NODE, labels } },
    spec: { taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NoSchedule' }] },
  });
  const room = { cpu: '64', memory: '256Gi', pods: '100', 'nvidia.com/gpu': '2' };
  const conditions = [{ type: 'Ready', status: 'True', reason: 'Said', message: 'Nothing runs here.' }];
  const status = JSON.stringify({ status: { capacity: room, allocatable: room, conditions } });
  await kubectl(['patch', 'node', GPU_NODE, '--subresource=status', '--type=merge', '--patch', status]);
}
