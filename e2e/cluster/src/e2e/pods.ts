import { readdir, readFile } from 'node:fs/promises';
import { ctr } from '../image-store.js';
import { get, kubectl, type PodSummary, podsOf } from '../kubectl.js';
import { namespace, podLogs } from '../layout.js';
import { waitUntil } from '../wait-until.js';

const selectorOf = (component: string): string => `app.kubernetes.io/component=${component}`;

/**
 * Sends a signal to the processes of a service, in all of its pods. Those that are killed are replaced at once: started
 * again in its place, a container that is killed for the fourth time would have to wait for minutes.
 */
export async function signalPods(component: string, signal: NodeJS.Signals): Promise<void> {
  const pods = await podsOf(selectorOf(component));
  const tasks = await runningTasks();
  for (const pid of pods.flatMap(containersOf).flatMap((id) => tasks.get(id) ?? [])) {
    for (const one of await withDescendants(pid)) signalProcess(one, signal);
  }
  if (signal !== 'SIGKILL') return;
  const names = pods.map(({ metadata }) => metadata.name);
  await kubectl(['delete', 'pod', ...names, '--grace-period=0', '--force', '--ignore-not-found']);
}

const containersOf = ({ status }: PodSummary): string[] =>
  (status.containerStatuses ?? []).map(({ containerID = '' }) => containerID.replace('containerd://', ''));

/** Process ids by container. */
async function runningTasks(): Promise<ReadonlyMap<string, number>> {
  const lines = (await ctr('tasks', 'list')).split('\n').map((line) => line.trim().split(/\s+/));
  return new Map(lines.map(([id = '', pid]) => [id, Number(pid)]));
}

/** A process and what it has started: the first of a container only hands signals on, and not each of them. */
async function withDescendants(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const below = await Promise.all(children.split(' ').filter(Boolean).map(Number).map(withDescendants));
  return [...below.flat(), pid];
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Replaced one by one, by the deployment's own rules. */
export async function restartDeployments(component: string): Promise<void> {
  await kubectl(['rollout', 'restart', 'deployment', '--selector', selectorOf(component)]);
  await kubectl(['rollout', 'status', 'deployment', '--selector', selectorOf(component), '--timeout=180s']);
}

interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly replicas: number; readonly selector: { readonly matchLabels: Record<string, string> } };
}

/** Asks for the pods themselves: a deployment learns late of one that was killed. */
export async function allPodsReady(): Promise<void> {
  await waitUntil('every pod', 180, async () => {
    const { items: deployments } = await get<{ items: Deployment[] }>('deployments');
    const { items: pods } = await get<{ items: PodSummary[] }>('pods');
    const isWhole = ({ spec }: Deployment): boolean => {
      const labels = Object.entries(spec.selector.matchLabels);
      const own = pods.filter(({ metadata }) => labels.every(([key, value]) => metadata.labels?.[key] === value));
      return own.filter(isReady).length === spec.replicas && own.length === spec.replicas;
    };
    return deployments.every(isWhole) || undefined;
  });
}

const isReady = ({ metadata, status }: PodSummary): boolean =>
  metadata.deletionTimestamp === undefined &&
  (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');

/** What the pods of a service wrote, a line of JSON each, without what the kubelet puts before it. */
export async function logOf(component: string): Promise<string> {
  const ofPods = new RegExp(`^${namespace}_imageai-${component}-`);
  const folders = (await readdir(podLogs, { recursive: true })).filter(
    (name) => ofPods.test(name) && name.endsWith('.log'),
  );
  const texts = await Promise.all(folders.map((name) => readFile(`${podLogs}/${name}`, 'utf8')));
  return texts.join('\n').replaceAll(/^\S+ std(?:out|err) [FP] /gm, '');
}
