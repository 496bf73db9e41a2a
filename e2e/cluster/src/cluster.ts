import { access, mkdir, rm } from 'node:fs/promises';
import { buildPrograms } from './binaries.js';
import { makeCertificates } from './certificates.js';
import { startControlPlane } from './control-plane.js';
import { ctr } from './image-store.js';
import { makeImages } from './images.js';
import { endWorkloads } from './kubectl.js';
import { inState, state } from './layout.js';
import { makeNetwork, removeNetwork } from './network.js';
import { type Outside, startOutside } from './outside.js';
import { installPackages } from './packages.js';
import type { Parts } from './parts.js';
import { shell } from './shell.js';
import { startContainerd, startNode } from './worker-node.js';

/** A Kubernetes of one node on this machine, with all images of Image AI in it. */
export async function startCluster(
  parts: Parts,
  say: (what: string) => void,
  areImagesBuilt: boolean,
): Promise<Outside> {
  await refuseSecond();
  await installPackages(say);
  await buildPrograms(say);
  await mkdir(inState('log'), { recursive: true, mode: 0o700 });
  parts.add('state', clearState);
  await makeNetwork();
  parts.add('network', removeNetwork);
  say('starting etcd, API server, controllers and scheduler');
  await makeCertificates();
  await startControlPlane(parts);
  await startContainerd(parts);
  parts.add('pods', endPods);
  await makeImages(say, areImagesBuilt);
  say('starting the node, Postgres and NATS');
  await startNode(parts);
  parts.add('workloads', endWorkloads);
  return startOutside(parts);
}

async function refuseSecond(): Promise<void> {
  const isThere = await access(state).then(
    () => true,
    () => false,
  );
  if (isThere) throw new Error(`A cluster runs already, or was not stopped in order: see ${state}.`);
}

/** Containers outlive containerd: what holds them is told to end before it is. */
async function endPods(): Promise<void> {
  const ids = (await ctr('tasks', 'list', '--quiet')).split('\n').filter(Boolean);
  for (const id of ids) await ctr('tasks', 'delete', '--force', id).catch(() => undefined);
}

async function clearState(): Promise<void> {
  const mounts = (await shell('findmnt', ['--list', '--noheadings', '--output', 'TARGET']))
    .split('\n')
    .map((line) => line.trim())
    .filter((target) => target.startsWith(`${state}/`));
  for (const target of mounts.reverse()) await shell('umount', ['--lazy', target]).catch(() => undefined);
  await rm(state, { recursive: true, force: true });
}
