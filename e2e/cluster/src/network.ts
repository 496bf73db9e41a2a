import { writeFile } from 'node:fs/promises';
import { node, outsideAddress, pods } from './layout.js';
import { shell } from './shell.js';

/** Addresses that pods and this machine reach alike, and packets handed on between bridges. */
export async function makeNetwork(): Promise<void> {
  await shell('ip', ['link', 'add', node.bridge, 'type', 'bridge']);
  await shell('ip', ['address', 'add', `${node.address}/${node.prefix}`, 'dev', node.bridge]);
  await shell('ip', ['address', 'add', `${outsideAddress}/32`, 'dev', node.bridge]);
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
  await removeRules();
}

/** What kube-proxy, the network plugin and the enforcing of policies leave in the kernel when they end. */
async function removeRules(): Promise<void> {
  const rules = (await shell('iptables-save', [])).split('\n').filter((line) => !/\b(KUBE|CNI)-/.test(line));
  await shell('iptables-restore', [], { input: rules.join('\n') });
  const sets = (await shell('ipset', ['list', '-name'])).split('\n');
  for (const set of sets.filter((name) => /^(KUBE-|kube-router-)/.test(name))) await shell('ipset', ['destroy', set]);
}
