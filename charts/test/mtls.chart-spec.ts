import { beforeAll, expect, it } from '@jest/globals';
import { render } from '../src/helm.js';
import type { Manifest } from '../src/manifest.js';
import { theOne } from '../src/the-one.js';

const services = ['auth', 'gateway', 'generation', 'inference', 'metering', 'storage', 'webhooks'];
let manifests: Manifest[];
let without: Manifest[];
const named = (all: Manifest[], kind: string, name: string) => theOne(all, kind, `imageai-${name}`);

beforeAll(async () => {
  manifests = await render('--set', 'mtls.enabled=true,mtls.issuerName=inside');
  without = await render();
});

it('every service has a certificate for the name that others call it by, for both sides of a call', () => {
  for (const service of services) {
    const certificate = named(manifests, 'Certificate', `${service}-rpc-tls`).spec;
    expect([service, certificate.dnsNames[0]]).toEqual([service, `imageai-${service}`]);
    expect(certificate.usages).toEqual(['digital signature', 'server auth', 'client auth']);
    expect(certificate.issuerRef).toEqual({ group: 'cert-manager.io', kind: 'Issuer', name: 'inside' });
  }
  const addresses = manifests
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap(({ data }) => Object.entries(data).filter(([name]) => name.endsWith('_ADDRESS')))
    .map(([, address]) => String(address).split(':')[0]);
  const names = services.map((service) => `imageai-${service}`);
  expect(addresses.filter((address) => !names.includes(address ?? ''))).toEqual([]);
});

it('every pod reads its own, as a folder that is renewed under it', () => {
  for (const service of services) {
    const deployment = named(manifests, 'Deployment', service === 'inference' ? 'inference-cpu' : service);
    const { containers, volumes } = deployment.spec.template.spec;
    expect(volumes).toContainEqual({
      name: 'tls',
      secret: { secretName: `imageai-${service}-rpc-tls`, defaultMode: 0o440 },
    });
    const mount = containers[0].volumeMounts.find(({ name }) => name === 'tls');
    expect([service, mount]).toEqual([service, { name: 'tls', mountPath: '/tls', readOnly: true }]);
    const settings = named(manifests, 'ConfigMap', service === 'inference' ? 'inference-cpu' : service).data;
    expect([service, settings.RPC_TLS_FOLDER]).toEqual([service, '/tls']);
  }
});

it('the kubelet, which has no certificate, asks only whether somebody listens', () => {
  const probe = (all: Manifest[]) =>
    named(all, 'Deployment', 'auth').spec.template.spec.containers[0].readinessProbe as object;
  expect(probe(manifests)).toMatchObject({ tcpSocket: { port: 'grpc' } });
  expect(probe(without)).toMatchObject({ grpc: { port: 50051 } });
});

it('without the switch there is nothing of it', () => {
  expect(without.filter(({ kind }) => kind === 'Certificate')).toEqual([]);
  expect(named(without, 'ConfigMap', 'auth').data.RPC_TLS_FOLDER).toBe('');
  expect(JSON.stringify(without)).not.toContain('rpc-tls');
});
