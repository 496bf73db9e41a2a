import { apply, kubectl } from '../kubectl.js';

export interface NodeWithoutMachine {
  readonly name: string;
  readonly gpus?: number;
  readonly product?: string;
  /** Value of a taint that not every pool with GPUs bears. */
  readonly dedicated?: string;
}

/**
 * A node that is an object of the API server alone: the scheduler places pods there for real, and they never run. One with
 * GPUs is as the GPU Operator leaves it: labelled, tainted, with far more room than others. Nobody tells that it lives: it
 * counts as ready for less than a minute.
 */
export async function makeNode({ name, gpus, product, dedicated }: NodeWithoutMachine): Promise<void> {
  const labels = {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    ...(product !== undefined && { 'nvidia.com/gpu.present': 'true', 'nvidia.com/gpu.product': product }),
  };
  const taints = [
    ...(gpus === undefined ? [] : [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NoSchedule' }]),
    ...(dedicated === undefined ? [] : [{ key: 'dedicated', value: dedicated, effect: 'NoSchedule' }]),
  ];
  await apply({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: { taints } });
  const given = gpus === undefined ? undefined : { 'nvidia.com/gpu': `${gpus}` };
  const room = { cpu: '96', memory: '768Gi', pods: '110', 'ephemeral-storage': '1Ti', ...given };
  const conditions = [{ type: 'Ready', status: 'True', reason: 'Said', message: 'Nothing runs here.' }];
  const status = JSON.stringify({ status: { capacity: room, allocatable: room, conditions } });
  await kubectl(['patch', 'node', name, '--subresource=status', '--type=merge', '--patch', status]);
}
