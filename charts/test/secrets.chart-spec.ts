import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { completed, filesOf } from '@imageai/secrets';
import { expect, it, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { chart, render } from '../src/helm.js';
import { kubernetesVersions, schemaCheck } from '../src/kubernetes-schemas.js';
import type { Manifest } from '../src/manifest.js';
import { theOne } from '../src/the-one.js';

const made = parseAllDocuments(
  filesOf(completed(), {
    namespace: 'pictures',
    prefix: 'imageai',
    postgres: 'imageai-postgres-rw:5432/imageai',
    nats: 'nats.nats:4222',
  })['kubernetes.yaml'] ?? '',
).map((document) => document.toJS() as Manifest);

test.each(['', ...readdirSync(join(chart, 'examples'))])(
  'npm run secrets makes every secret that a pod of the example "%s" cannot start without',
  async (example) => {
    const manifests = await render(...(example === '' ? [] : ['--values', join(chart, 'examples', example)]));
    const references = manifests
      .filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
      .flatMap(({ spec }) => spec.template.spec.containers)
      .flatMap(({ env = [] }) => env)
      .flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])
      .filter(({ optional }) => optional !== true);
    expect(references.length).toBeGreaterThan(20);
    const missing = references.filter(
      ({ name, key }) => made.find(({ metadata }) => metadata.name === name)?.data[key] === undefined,
    );
    expect(missing).toEqual([]);
  },
);

it('makes them for CloudNativePG, too', async () => {
  const manifests = await render('--set', 'postgres.cloudNativePg.enabled=true');
  const roles = theOne(manifests, 'Cluster').spec.managed.roles;
  for (const { name, passwordSecret } of roles) {
    const found = made.find(({ metadata }) => metadata.name === passwordSecret.name);
    expect(Buffer.from(found?.data.username ?? '', 'base64').toString()).toBe(name);
  }
});

test.each(kubernetesVersions)('what it makes is what Kubernetes %s takes', (version) => {
  expect(made.flatMap(schemaCheck(version))).toEqual([]);
});
