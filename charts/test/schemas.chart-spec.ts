import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from '@jest/globals';
import { chart, render } from '../src/helm.js';
import { kubernetesVersions, schemaCheck } from '../src/kubernetes-schemas.js';
import type { Manifest } from '../src/manifest.js';

const examples = readdirSync(join(chart, 'examples'));
const rendered = new Map<string, Promise<Manifest[]>>();
/** Rendered once: an example is looked at by more than one test. */
const objectsOf = (example: string): Promise<Manifest[]> => {
  const found =
    rendered.get(example) ?? render(...(example === '' ? [] : ['--values', join(chart, 'examples', example)]));
  rendered.set(example, found);
  return found;
};
const checks = kubernetesVersions.map((version) => ({ version, check: schemaCheck(version) }));

it('knows the three newest minor versions of Kubernetes', () => {
  expect(kubernetesVersions).toEqual(['1.35', '1.36', '1.37']);
});

it('has at least five examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(5);
});

test.each(['', ...examples])(
  'every object of the example "%s" is what Kubernetes and the operators take',
  async (example) => {
    const manifests = await objectsOf(example);
    expect(manifests.length).toBeGreaterThan(30);
    for (const { check } of checks) expect(manifests.flatMap(check)).toEqual([]);
  },
);

it('no two objects of an example have one name', async () => {
  for (const example of examples) {
    const manifests = await objectsOf(example);
    const names = manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }
});

test.each(checks)('a field that Kubernetes $version does not have is found', ({ check }) => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { porst: [] } };
  expect(check(service)).toEqual([expect.stringContaining('Service x/spec must NOT have additional properties')]);
});

it('a field that a custom resource does not have is found', () => {
  const scaled = {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: 'x' },
    spec: { trigers: [] },
  };
  const said = checks.flatMap(({ check }) => check(scaled)).join('\n');
  expect(said).toContain("must have required property 'triggers'");
  expect(said).toContain('"additionalProperty":"trigers"');
});
