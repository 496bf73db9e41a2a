import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { binaries, goCache, sources } from './layout.js';
import { shell } from './shell.js';

const KUBERNETES = 'v1.34.4';
const version = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
  .map((part) => `-X ${part}.gitVersion=${KUBERNETES} -X ${part}.gitMajor=1 -X ${part}.gitMinor=34`)
  .join(' ');

interface Program {
  readonly name: string;
  /** Folder below `sources/` whose go.mod names the versions. */
  readonly module: string;
  readonly path: string;
}

const programs: readonly Program[] = [
  { name: 'etcd', module: 'etcd', path: 'go.etcd.io/etcd/server/v3' },
  ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy'].map((name) => ({
    ...{ name, module: 'kubernetes', path: `k8s.io/kubernetes/cmd/${name}` },
  })),
  { name: 'coredns', module: 'coredns', path: 'github.com/coredns/coredns' },
  { name: 'kube-router', module: 'kube-router', path: 'github.com/cloudnativelabs/kube-router/v2/cmd/kube-router' },
];

/** Builds Kubernetes and what belongs to it from their sources, once: no image and no binary of theirs is fetched. */
export async function buildPrograms(say: (what: string) => void): Promise<void> {
  await mkdir(binaries, { recursive: true });
  for (const { name, module, path } of programs) {
    const target = join(binaries, name);
    if (existsSync(target)) continue;
    say(`building ${name}`);
    const flags = ['build', '-trimpath', '-ldflags', `-s -w ${module === 'kubernetes' ? version : ''}`];
    await shell('go', [...flags, '-o', target, path], {
      cwd: join(sources, module),
      env: { GOTOOLCHAIN: 'local', CGO_ENABLED: '0', GOFLAGS: '-mod=mod', GOCACHE: goCache },
    });
  }
}
