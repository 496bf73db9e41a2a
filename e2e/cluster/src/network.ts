import { writeFile } from 'node:fs/promises';
import { node, pods } from './layout.js';
import { shell } from './shell.js';

/** Addresses that pods and this machine reach alike, and packets handed on between bridges. */
export async function makeNetwork(): Promise<void> {
  await shell('ip', ['link', 'add', node.bridge, 'type', 'bridge']);
  await shell('ip', ['address', 'add', `${node.address}/${node.prefix}`, 'dev', node.bridge]);
  await shell('ip', ['link', 'set', node.bridge, 'up']);
  await writeFile('/proc/sys/net/ipv4/ip_forward', '1');
  // Traffic between two pods crosses the bridge alone: kube-proxy has to see it all the same.
  await shell('modprobe', ['br_netfilter']).catch(() => undefined);
  await writeFile('/proc/sys/net/bridge/bridge-nf-call-iptables', '1').catch(() => undefined);
}

export async function removeNetwork(): Promise<void> {
  for (const bridge of [node.bridge, pods.bridge]) {
    await shell('ip', ['link', 'delete', bridge]).catch(() => undefined);
  }
}
