import { shell } from './shell.js';

const packages = [
  'containerd',
  'runc',
  'containernetworking-plugins',
  'iptables',
  'ipset',
  'debootstrap',
  'buildah',
  'openssl',
];

/** What a node and the making of images need, from Debian. */
export async function installPackages(say: (what: string) => void): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('A node needs root: run this as root, on a machine for tests.');
  const selections = await shell('dpkg', ['--get-selections']);
  const installed = new Set(selections.split('\n').map((line) => line.split(/[:\s]/, 1)[0]));
  const missing = packages.filter((name) => !installed.has(name));
  if (missing.length === 0) return;
  say(`installing ${missing.join(', ')}`);
  await shell('apt-get', ['update']);
  await shell('apt-get', ['install', '--yes', '--no-install-recommends', ...missing], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
}
