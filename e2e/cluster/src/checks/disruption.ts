import { kubectl, podsOf } from '../kubectl.js';
import { namespace } from '../layout.js';
import { waitUntil } from '../wait-until.js';
import { type Check, expect } from './check.js';

const gateways = 'app.kubernetes.io/component=gateway';

export const disturbsOneAtATime: Check = {
  title: 'whoever empties a node gets one pod of a service, and the next when the first is back',
  run: async () => {
    const [first, second] = (await podsOf(gateways)).map(({ metadata }) => metadata.name);
    expect(first !== undefined && second !== undefined, 'There are not two pods of the gateway.');
    await evict(first);
    const said = await evict(second).catch((error: Error) => error.message);
    expect(said.includes('disruption budget'), `The second was not refused: ${said}`);
    await waitUntil('the end of the refusal', 180, () => evict(second).then(() => true as const));
    await kubectl(['rollout', 'status', 'deployment', 'imageai-gateway', '--timeout=180s']);
    return undefined;
  },
};

const evict = (name: string): Promise<string> =>
  kubectl(
    ['create', '--raw', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, '--filename', '-'],
    JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } }),
  );
