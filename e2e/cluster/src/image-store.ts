import { rm } from 'node:fs/promises';
import { inState } from './layout.js';
import { shell } from './shell.js';
import { containerdSocket } from './worker-node.js';

export const buildah = (...args: readonly string[]): Promise<string> =>
  shell('buildah', args, { env: { STORAGE_DRIVER: 'overlay', BUILDAH_ISOLATION: 'chroot' } });

export const ctr = (...args: readonly string[]): Promise<string> =>
  shell('ctr', ['--address', containerdSocket, '--namespace', 'k8s.io', ...args]);

/** From buildah's store into containerd's. */
export async function importImage(name: string): Promise<void> {
  const archive = inState('image.tar');
  await rm(archive, { force: true });
  await buildah('push', name, `oci-archive:${archive}:${name}`);
  await ctr('images', 'import', archive);
  await rm(archive);
}

/** An image of nothing but a folder, in which a static program lies. */
export async function makeProgramImage(name: string, folder: string, program: string): Promise<void> {
  const container = (await buildah('from', 'scratch')).trim();
  await buildah('copy', '--quiet', container, folder, '/');
  await buildah('config', '--entrypoint', JSON.stringify([program]), container);
  await buildah('commit', '--quiet', '--rm', container, name);
  await importImage(name);
}
