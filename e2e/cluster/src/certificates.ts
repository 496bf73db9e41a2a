import { mkdir, writeFile } from 'node:fs/promises';
import { apiServer, inState, node } from './layout.js';
import { shell } from './shell.js';

const DAYS = '30';
const file = (name: string): string => inState('pki', name);

/** A certificate's and a key's files. */
export const certificate = (name: string) => ({ crt: file(`${name}.crt`), key: file(`${name}.key`) });
/** Tokens of service accounts are signed with it. */
export const serviceAccountKey = file('service-accounts.key');
export const authority = certificate('ca');
export const kubeconfig = (name: string): string => inState(`${name}.conf`);

interface Party {
  readonly name: string;
  /** As Kubernetes reads it: the organisation is the group, the common name the user. */
  readonly subject: string;
  readonly altNames: string;
  /** Whether it calls the API server, and so needs a kubeconfig. */
  readonly isClient: boolean;
}

const client = (name: string, subject: string): Party => ({ name, subject, altNames: `DNS:${name}`, isClient: true });

const parties: readonly Party[] = [
  {
    name: 'apiserver',
    subject: '/CN=kube-apiserver',
    altNames: `IP:${node.address},IP:127.0.0.1,IP:${apiServer.clusterAddress},DNS:kubernetes.default.svc`,
    isClient: false,
  },
  client('admin', '/O=system:masters/CN=admin'),
  client('controller-manager', '/CN=system:kube-controller-manager'),
  client('scheduler', '/CN=system:kube-scheduler'),
  client('proxy', '/CN=system:kube-proxy'),
  client('coredns', '/O=system:masters/CN=coredns'),
  client('policies', '/O=system:masters/CN=policies'),
  {
    name: 'kubelet',
    subject: `/O=system:nodes/CN=system:node:${node.name}`,
    altNames: `DNS:${node.name},IP:${node.address}`,
    isClient: true,
  },
];

/** An authority of the cluster's own, and what each of its parts shows. */
export async function makeCertificates(): Promise<void> {
  await mkdir(inState('pki'), { recursive: true, mode: 0o700 });
  await shell('openssl', ['genrsa', '-out', serviceAccountKey, '2048']);
  const forCa = ['-subj', '/CN=imageai-cluster', '-days', DAYS, '-nodes', '-newkey', 'rsa:2048'];
  await shell('openssl', ['req', '-x509', ...forCa, '-keyout', authority.key, '-out', authority.crt]);
  for (const party of parties) {
    await signed(party);
    if (party.isClient) await writeFile(kubeconfig(party.name), configOf(party.name), { mode: 0o600 });
  }
}

async function signed({ name, subject, altNames }: Party): Promise<void> {
  const { crt, key } = certificate(name);
  const request = file(`${name}.csr`);
  await shell('openssl', ['req', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-subj', subject, '-out', request]);
  const extensions = file(`${name}.ext`);
  await writeFile(extensions, `subjectAltName=${altNames}\n`);
  const by = ['-CA', authority.crt, '-CAkey', authority.key, '-CAcreateserial', '-days', DAYS, '-extfile', extensions];
  await shell('openssl', ['x509', '-req', '-in', request, '-out', crt, ...by]);
}

function configOf(name: string): string {
  const { crt, key } = certificate(name);
  return JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'cluster' },
    clusters: [{ name: 'cluster', cluster: { server: apiServer.url, 'certificate-authority': authority.crt } }],
    users: [{ name, user: { 'client-certificate': crt, 'client-key': key } }],
    contexts: [{ name: 'cluster', context: { cluster: 'cluster', user: name } }],
  });
}
