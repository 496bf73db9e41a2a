import { tags } from '../images.js';
import { get, kubectl, type PodSummary } from '../kubectl.js';
import { upgradePlatform } from '../platform.js';
import { waitUntil } from '../wait-until.js';
import { type Check, expect } from './check.js';
import { makeNode } from './nodes.js';

const GPU_NODE = 'gpu-1';
const PRODUCT = 'NVIDIA-L4';
const pool = (setting: string): string => `inference.pools.gpu.${setting}`;

export const placesOnGpus: Check = {
  title: 'workers that want a GPU go to the node that has the product they name, and nothing else goes there',
  run: async () => {
    await makeNode({ name: GPU_NODE, gpus: 2, product: PRODUCT });
    const sets = ['device=cuda', 'replicas=2', `gpu.products[0]=${PRODUCT}`].map(pool);
    // They never run there: the node is an entry of the API server, with nothing behind it.
    await upgradePlatform([`image.tag=${tags.next}`, ...sets], { wait: false });
    const placed = await waitUntil('the placing of both workers', 120, async () => {
      const there = await onGpuNode();
      return there.length === 2 ? there : undefined;
    });
    expect(placed.every(isGpuWorker), `Something else went there: ${placed.map(({ metadata }) => metadata.name)}`);
    await upgradePlatform([`image.tag=${tags.next}`, pool('enabled=false')], { wait: false });
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
