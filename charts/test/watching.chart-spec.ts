import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { chart, chartsFolder, render } from '../src/helm.js';
import type { Manifest, Rule } from '../src/manifest.js';
import { theOne } from '../src/the-one.js';

const root = join(chartsFolder, '..');
const runbooks = join(root, 'docs/operations/runbooks');
let manifests: Manifest[];
let rules: Rule[];

beforeAll(async () => {
  manifests = await render('--values', join(chart, 'examples/production.yaml'));
  rules = theOne(manifests, 'PrometheusRule').spec.groups[0]?.rules ?? [];
});

it('every alert has a runbook, and every runbook an alert', () => {
  const named = rules.map(({ annotations }) => annotations.runbook_url.split('/').at(-1) ?? '');
  expect(named.filter((name) => !existsSync(join(runbooks, name)))).toEqual([]);
  expect([...named].sort()).toEqual(
    readdirSync(runbooks)
      .filter((name) => name !== 'README.md')
      .sort(),
  );
});

it('alerts and dashboards speak only of metrics that the services have', () => {
  const known = metricNames();
  const dashboards = manifests.filter(({ metadata }) => metadata.name.startsWith('imageai-dashboards-'));
  expect(dashboards.length).toBe(4);
  const texts = [...rules.map(({ expr }) => expr), ...dashboards.map(({ data }) => JSON.stringify(data))];
  const used = new Set(texts.flatMap((text) => text.match(/\bimageai_[a-z_]+/g) ?? []));
  // A label of the inference pods.
  used.delete('imageai_pool');
  const bare = [...used].map((name) => name.replace(/_(bucket|count|sum)$/, ''));
  expect(bare.filter((name) => !known.has(name))).toEqual([]);
});

it('every dashboard is one that Grafana can read, with titles and expressions', () => {
  for (const name of readdirSync(join(chart, 'dashboards'))) {
    const { uid, title, panels } = JSON.parse(readFileSync(join(chart, 'dashboards', name), 'utf8'));
    expect([uid, title]).toEqual([`imageai-${name.replace('.json', '')}`, expect.stringMatching(/^Image AI: /)]);
    for (const panel of panels)
      expect([panel.title, panel.targets[0].expr]).toEqual([expect.any(String), expect.any(String)]);
  }
});

it('Prometheus finds every service by a ServiceMonitor', () => {
  const monitored = manifests.filter(({ kind }) => kind === 'ServiceMonitor');
  expect(monitored.map(({ metadata }) => metadata.name.replace('imageai-', '')).sort()).toEqual([
    ...['auth', 'gateway', 'generation', 'inference', 'metering', 'storage', 'webhooks'],
  ]);
});

/** The names that the sources give their metrics. */
function metricNames(): Set<string> {
  const texts = readdirSync(join(root, 'services'))
    .map((service) => join(root, 'services', service, 'src'))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    );
  return new Set(texts.flatMap((text) => [...text.matchAll(/'(imageai_[a-z_]+)'/g)].map((match) => match[1] ?? '')));
}
