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

/** Makes or changes objects, as the API server takes them. */
export const apply = (...objects: readonly object[]): Promise<string> =>
  kubectl(
    ['apply', '--server-side', '--force-conflicts', '--filename', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  );

/** What `kubectl get` gives as JSON. */
export async function get<Answer>(...args: readonly string[]): Promise<Answer> {
  return JSON.parse(await kubectl(['get', '--output', 'json', ...args]));
}

export interface PodSummary {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly phase: string };
}

export async function podsOf(selector: string): Promise<readonly PodSummary[]> {
  return (await get<{ items: PodSummary[] }>('pods', '--selector', selector)).items;
}
