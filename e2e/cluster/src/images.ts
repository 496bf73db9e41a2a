import { access, copyFile, cp, mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseFolder, inState, repository } from './layout.js';
import { shell } from './shell.js';
import { containerdSocket, PAUSE_IMAGE } from './worker-node.js';

const BASE_IMAGE = 'localhost/imageai/node:24-bookworm-slim';
const REGISTRY = 'localhost/imageai';
/** Two names of the same images: an upgrade leads from one to the other. */
export const tags = { first: 'first', next: 'next' } as const;
export const registry = REGISTRY;

const buildah = (...args: readonly string[]): Promise<string> =>
  shell('buildah', args, { env: { STORAGE_DRIVER: 'overlay', BUILDAH_ISOLATION: 'chroot' } });

/**
 * Builds the images by their Dockerfiles from what is committed, and gives them to containerd. The base that they ask
 * for is made here, of Debian's packages and the workspace's own Node.
 */
export async function makeImages(say: (what: string) => void): Promise<void> {
  say('making a base image of Debian and Node');
  await makeBase();
  await makePause();
  const context = await mkdtemp(join(tmpdir(), 'imageai-context-'));
  try {
    const archive = join(context, 'source.tar');
    await shell('git', ['archive', '--output', archive, 'HEAD'], { cwd: repository });
    await shell('tar', ['--extract', '--file', archive, '--directory', context]);
    await rm(archive);
    for (const [name, dockerfile, target] of [
      ['imageai-services', 'services.Dockerfile', 'run'],
      ['imageai-inference-cpu', 'inference.Dockerfile', 'cpu'],
    ] as const) {
      say(`building ${name}`);
      const image = `${REGISTRY}/${name}`;
      const names = Object.values(tags).flatMap((tag) => ['--tag', `${image}:${tag}`]);
      const options = ['--network', 'host', '--layers', '--build-arg', `NODE_IMAGE=${BASE_IMAGE}`, '--target', target];
      await buildah('build', ...options, ...names, '--file', join(context, 'deploy/images', dockerfile), context);
      await importImage(`${image}:${tags.first}`);
      await ctr('images', 'tag', '--force', `${image}:${tags.first}`, `${image}:${tags.next}`);
    }
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

const ctr = (...args: readonly string[]): Promise<string> =>
  shell('ctr', ['--address', containerdSocket, '--namespace', 'k8s.io', ...args]);

async function importImage(name: string): Promise<void> {
  const archive = inState('image.tar');
  await rm(archive, { force: true });
  await buildah('push', name, `oci-archive:${archive}:${name}`);
  await ctr('images', 'import', archive);
  await rm(archive);
}

/** What node:24-bookworm-slim is: Debian's smallest system, Node and npm. With this machine's certificates, for its proxies. */
async function makeBase(): Promise<void> {
  const root = join(baseFolder, 'rootfs');
  const isKept = (await exists(root)) && (await buildah('images', '--quiet', BASE_IMAGE).catch(() => '')) !== '';
  // Made anew it would be another one, and every layer above it too.
  if (isKept) return;
  if (!(await exists(root))) await makeRoot(root);
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

/** Holds a pod's namespaces open, and buries orphans. */
async function makePause(): Promise<void> {
  const folder = inState('pause');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'pause.go'), pauseSource);
  await shell('go', ['build', '-ldflags', '-s -w', '-o', 'root/pause', 'pause.go'], {
    cwd: folder,
    env: { CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
  });
  const container = (await buildah('from', 'scratch')).trim();
  await buildah('copy', '--quiet', container, join(folder, 'root'), '/');
  await buildah('config', '--entrypoint', '["/pause"]', container);
  await buildah('commit', '--quiet', '--rm', container, PAUSE_IMAGE);
  await importImage(PAUSE_IMAGE);
}

const pauseSource = `package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGCHLD)
	for one := range signals {
		if one != syscall.SIGCHLD {
			return
		}
		for {
			if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); pid <= 0 || err != nil {
				break
			}
		}
	}
}
`;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
