import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BASE_IMAGE, makeBase } from './base-image.js';
import { buildah, ctr, importImage } from './image-store.js';
import { repository } from './layout.js';
import { makePause } from './pause-image.js';
import { shell } from './shell.js';

export const registry = 'localhost/imageai';
/** Two names of the same images: an upgrade leads from one to the other. */
export const tags = { first: 'first', next: 'next' } as const;
const images = [
  { name: 'imageai-services', dockerfile: 'services.Dockerfile', target: 'run' },
  { name: 'imageai-inference-cpu', dockerfile: 'inference.Dockerfile', target: 'cpu' },
] as const;

/**
 * Builds the images by their Dockerfiles from what is committed, and gives them to containerd. The base that they ask
 * for is made here, of Debian's packages and the workspace's own Node.
 *
 * @param areBuilt take those of the last run, whatever was committed since
 */
export async function makeImages(say: (what: string) => void, areBuilt: boolean): Promise<void> {
  await makePause();
  if (!areBuilt) await buildAll(say);
  for (const { name } of images) {
    say(`giving ${name} to the node`);
    const image = `${registry}/${name}`;
    await importImage(`${image}:${tags.first}`);
    await ctr('images', 'tag', '--force', `${image}:${tags.first}`, `${image}:${tags.next}`);
  }
}

async function buildAll(say: (what: string) => void): Promise<void> {
  say('making a base image of Debian and Node');
  await makeBase();
  const context = await mkdtemp(join(tmpdir(), 'imageai-context-'));
  try {
    const archive = join(context, 'source.tar');
    await shell('git', ['archive', '--output', archive, 'HEAD'], { cwd: repository });
    await shell('tar', ['--extract', '--file', archive, '--directory', context]);
    await rm(archive);
    for (const { name, dockerfile, target } of images) {
      say(`building ${name}`);
      // The format of OCI knows no SHELL, without which a pipe of the Dockerfile fails unseen.
      const format = ['--format', 'docker', '--layers', '--network', 'host'];
      const tag = ['--tag', `${registry}/${name}:${tags.first}`];
      const what = ['--build-arg', `NODE_IMAGE=${BASE_IMAGE}`, '--target', target, ...tag];
      await buildah('build', ...format, ...what, '--file', join(context, 'deploy/images', dockerfile), context);
    }
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}
