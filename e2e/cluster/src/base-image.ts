import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { buildah } from './image-store.js';
import { baseFolder } from './layout.js';
import { shell } from './shell.js';

export const BASE_IMAGE = 'localhost/imageai/node:24-bookworm-slim';

/** What node:24-bookworm-slim is: Debian's smallest system, Node and npm. With this machine's certificates, for its proxies. */
export async function makeBase(): Promise<void> {
  const root = join(baseFolder, 'rootfs');
  const isKept = existsSync(root) && (await buildah('images', '--quiet', BASE_IMAGE).catch(() => '')) !== '';
  // Made anew it would be another one, and every layer above it too.
  if (isKept) return;
  if (!existsSync(root)) await makeRoot(root);
  const container = (await buildah('from', 'scratch')).trim();
  await buildah('copy', '--quiet', container, root, '/');
  const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const certificates = 'NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt';
  await buildah('config', '--env', path, '--env', certificates, container);
  await buildah('commit', '--quiet', '--rm', container, BASE_IMAGE);
}

async function makeRoot(root: string): Promise<void> {
  const unfinished = `${root}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(baseFolder, { recursive: true });
  await shell('debootstrap', ['--variant=minbase', '--include=ca-certificates,libstdc++6', 'bookworm', unfinished]);
  const modules = join(unfinished, 'usr/local/lib/node_modules');
  await mkdir(modules, { recursive: true });
  await copyFile(process.execPath, join(unfinished, 'usr/local/bin/node'));
  // …/npm/bin/npm-cli.js
  const npm = await realpath((await shell('which', ['npm'])).trim());
  await cp(join(npm, '../..'), join(modules, 'npm'), { recursive: true });
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(unfinished, 'usr/local/bin/npm'));
  await copyFile('/etc/ssl/certs/ca-certificates.crt', join(unfinished, 'etc/ssl/certs/ca-certificates.crt'));
  await rename(unfinished, root);
}
