import { join } from 'node:path';
import { authority, certificate, kubeconfig, serviceAccountKey } from './certificates.js';
import { kubectl } from './kubectl.js';
import { apiServer, binaries, etcd, inState, node, pods, servicesCidr } from './layout.js';
import type { Parts } from './parts.js';
import { waitUntil } from './wait-until.js';

/** etcd, API server, controllers and scheduler; resolves when the API server answers. */
export async function startControlPlane(parts: Parts): Promise<void> {
  const start = (name: string, flags: Readonly<Record<string, string | number | boolean>>) =>
    parts.start(
      name,
      join(binaries, name),
      Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
    );
  start('etcd', {
    'data-dir': inState('etcd'),
    'listen-client-urls': etcd.clients,
    'advertise-client-urls': etcd.clients,
    'listen-peer-urls': etcd.peers,
  });
  const { crt, key } = certificate('apiserver');
  start('kube-apiserver', {
    'etcd-servers': etcd.clients,
    'bind-address': node.address,
    'advertise-address': node.address,
    'secure-port': apiServer.port,
    'service-cluster-ip-range': servicesCidr,
    'authorization-mode': 'Node,RBAC',
    'client-ca-file': authority.crt,
    'tls-cert-file': crt,
    'tls-private-key-file': key,
    'kubelet-certificate-authority': authority.crt,
    'kubelet-client-certificate': certificate('admin').crt,
    'kubelet-client-key': certificate('admin').key,
    // Names of nodes are in no DNS here.
    'kubelet-preferred-address-types': 'InternalIP',
    'service-account-key-file': serviceAccountKey,
    'service-account-signing-key-file': serviceAccountKey,
    'service-account-issuer': 'https://kubernetes.default.svc',
  });
  start('kube-controller-manager', {
    kubeconfig: kubeconfig('controller-manager'),
    'cluster-cidr': pods.cidr,
    'root-ca-file': authority.crt,
    'service-account-private-key-file': serviceAccountKey,
    'use-service-account-credentials': true,
    'leader-elect': false,
  });
  start('kube-scheduler', { kubeconfig: kubeconfig('scheduler'), 'leader-elect': false });
  await waitUntil('the API server', 180, async () =>
    (await kubectl(['get', '--raw', '/readyz'])) === 'ok' ? true : undefined,
  );
}
