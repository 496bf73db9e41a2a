import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { arrowsOfArchitecture } from '../src/architecture.js';
import { chart, chartsFolder, render } from '../src/helm.js';
import type { Manifest, NetworkRule } from '../src/manifest.js';
import { theOne } from '../src/the-one.js';

let policies: Manifest[];
const policyOf = (name: string) => theOne(policies, 'NetworkPolicy', `imageai-${name}`).spec;
const component = 'app.kubernetes.io/component';
const arrows = arrowsOfArchitecture();
const services = Object.keys(arrows).sort();

beforeAll(async () => {
  const manifests = await render('--values', join(chart, 'examples/production.yaml'));
  policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
});

const peersOf = (rules: readonly NetworkRule[], side: 'from' | 'to', port: string): string[] =>
  rules
    .filter((rule) => rule.ports?.some((one) => one.port === port))
    .flatMap((rule) => rule[side] ?? [])
    .map((peer) => peer.podSelector?.matchLabels?.[component])
    .filter((name) => name !== undefined)
    .sort();

it('what no policy allows is refused in both directions, for every pod of the release', () => {
  const { podSelector, policyTypes, ingress, egress } = policyOf('deny');
  expect({ policyTypes, ingress, egress }).toEqual({ policyTypes: ['Ingress', 'Egress'] });
  expect(Object.keys(podSelector.matchLabels)).toEqual(['app.kubernetes.io/instance', 'app.kubernetes.io/part-of']);
});

it('a service reaches exactly the services that the architecture names', () => {
  for (const service of services) {
    const { egress } = policyOf(service);
    expect([service, peersOf(egress, 'to', 'grpc')]).toEqual([service, arrows[service]]);
  }
});

it('a service is reached by exactly those that call it', () => {
  for (const service of services) {
    const callers = services.filter((caller) => arrows[caller]?.includes(service));
    const { ingress } = policyOf(service);
    expect([service, peersOf(ingress, 'from', 'grpc')]).toEqual([service, callers]);
  }
});

it('the local stack tells each service of exactly these addresses', () => {
  const source = readFileSync(join(chartsFolder, '../deploy/local/src/services.ts'), 'utf8');
  for (const service of services) {
    const block =
      new RegExp(`\\n  ${service}: \\{[\\s\\S]*?\\n  \\}|\\n  ${service}: \\{.*\\},\\n`).exec(source)?.[0] ?? '';
    const calls = /calls: \[([^\]]*)\]/.exec(block)?.[1] ?? '';
    expect([service, [...calls.matchAll(/'(\w+)'/g)].map((match) => match[1]).sort()]).toEqual([
      service,
      arrows[service],
    ]);
  }
});

it('only gateway and storage are reached from outside, and only by the ingress controller', () => {
  for (const service of services) {
    const { ingress } = policyOf(service);
    const foreign = ingress
      .flatMap((rule) => rule.from ?? [{}])
      .map((peer) => peer.namespaceSelector?.matchLabels['kubernetes.io/metadata.name'])
      .filter(Boolean);
    const expected = ['gateway', 'storage'].includes(service) ? ['ingress-nginx', 'monitoring'] : ['monitoring'];
    expect([service, [...foreign].sort()]).toEqual([service, expected]);
  }
});

it('Postgres and NATS are reached only by those that use them', () => {
  const reaches = (name: string, port: number) =>
    policyOf(name).egress.some((rule) => rule.ports?.some((one) => one.port === port));
  const reaching = (port: number) =>
    policies
      .map(({ metadata }) => metadata.name.replace('imageai-', ''))
      .filter((name) => name !== 'deny' && reaches(name, port))
      .sort();
  expect(reaching(5432)).toEqual(['auth', 'generation', 'metering', 'migrate', 'storage', 'webhooks']);
  expect(reaching(4222)).toEqual(['auth', 'gateway', 'generation', 'inference', 'metering', 'storage', 'webhooks']);
});

it('webhooks reaches the world, and nothing private', () => {
  const [rule] = policyOf('webhooks')
    .egress.flatMap(({ to }) => to ?? [])
    .filter(({ ipBlock }) => ipBlock?.except);
  expect(rule?.ipBlock?.cidr).toBe('0.0.0.0/0');
  expect(rule?.ipBlock?.except).toEqual(expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16', '192.168.0.0/16']));
});

it('workers and migrations reach nothing outside', () => {
  for (const name of ['inference', 'migrate', 'generation', 'metering', 'storage']) {
    const open = policyOf(name).egress.filter((rule) => rule.to?.some((peer) => peer.ipBlock?.cidr === '0.0.0.0/0'));
    expect([name, open]).toEqual([name, []]);
  }
});

it.each([
  {
    ...{ what: 'the services themselves, and no ingress controller', throughIngress: false },
    ...{ asks: ['http://imageai-gateway:8080', 'http://imageai-storage:8081'] },
    reaches: ['gateway', 'storage'],
  },
  {
    ...{ what: 'the ingress controller alone where it asks as clients do', throughIngress: true },
    ...{ asks: ['https://api.example.com', 'https://images.example.com'] },
    reaches: ['ingress-nginx'],
  },
])('the pod of helm test reaches $what', async ({ throughIngress, asks, reaches }) => {
  const values = [
    '--values',
    join(chart, 'examples/production.yaml'),
    '--set',
    `test.throughIngress=${throughIngress}`,
  ];
  const manifests = await render(...values);
  const { env = [] } = theOne(manifests, 'Pod', 'imageai-test-picture').spec.containers[0];
  const settingOf = (name: string) => env.find((one) => one.name === name)?.value;
  expect([settingOf('API_URL'), settingOf('CDN_INSIDE')]).toEqual(asks);
  const { egress } = theOne(manifests, 'NetworkPolicy', 'imageai-test').spec;
  const peers = egress.filter((rule) => !rule.ports?.some(({ port }) => port === 53)).flatMap(({ to = [] }) => to);
  const namesOf = ({ podSelector, namespaceSelector }: (typeof peers)[number]) => [
    podSelector?.matchLabels?.[component],
    namespaceSelector?.matchLabels['kubernetes.io/metadata.name'],
  ];
  expect(peers.flatMap(namesOf).filter(Boolean)).toEqual(reaches);
});
