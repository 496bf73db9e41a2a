import { kubernetesTool } from '@imageai/charts/kubernetes-tools';
import { kubeconfig } from './certificates.js';
import { inState, namespace } from './layout.js';
import { shell } from './shell.js';

const env = () => ({ KUBECONFIG: kubeconfig('admin'), HOME: inState('home') });

/** kubectl in the namespace of the release. */
export const kubectl = (args: readonly string[], input?: string): Promise<string> =>
  shell(kubernetesTool('kubectl'), ['--namespace', namespace, ...args], { env: env(), ...(input && { input }) });

export const helm = (args: readonly string[], input?: string): Promise<string> =>
  shell(kubernetesTool('helm'), ['--namespace', namespace, ...args], { env: env(), ...(input && { input }) });

/** Makes or changes objects, as the API server takes them: a field that it does not know is refused. */
export const applyIn = (where: string, ...objects: readonly object[]): Promise<string> =>
  kubectl(
    ['apply', '--server-side', '--force-conflicts', '--validate=strict', '--namespace', where, '--filename', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  );

export const apply = (...objects: readonly object[]): Promise<string> => applyIn(namespace, ...objects);

/** What a program prints in a running pod, or in one of a deployment. */
export const execIn = (where: string, workload: string, command: readonly string[]): Promise<string> =>
  kubectl(['exec', '--namespace', where, workload, '--', ...command]);

/** What `kubectl get` gives as JSON. */
export async function get<Answer>(...args: readonly string[]): Promise<Answer> {
  return JSON.parse(await kubectl(['get', '--output', 'json', ...args]));
}

export interface PodSummary {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly containerID?: string }[];
  };
}

/** Those of a service that are not about to end: one that drains after an upgrade counts for nothing any more. */
export async function podsOf(selector: string): Promise<readonly PodSummary[]> {
  const { items } = await get<{ items: PodSummary[] }>('pods', '--selector', selector);
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Ends the pods of the release while somebody is there who takes their network down with them. */
export async function endWorkloads(): Promise<void> {
  await kubectl(['delete', 'deployments,replicasets,jobs', '--all', '--wait=false']);
  await kubectl(['delete', 'pods', '--all', '--grace-period=1', '--timeout=90s']);
}
