import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { chart, chartsFolder, render } from '../src/helm.js';
import type { Manifest } from '../src/manifest.js';
import { theOne } from '../src/the-one.js';

let production: Manifest[];
const find = (manifests: Manifest[], kind: string, name: string): Manifest['spec'] =>
  theOne(manifests, kind, `imageai-inference-${name}`).spec;
const settingsOf = (manifests: Manifest[], name: string) =>
  theOne(manifests, 'ConfigMap', `imageai-inference-${name}`).data;

beforeAll(async () => {
  production = await render('--values', join(chart, 'examples/production.yaml'));
});

it('a GPU worker asks for its GPU, and goes only where there is one that suits', () => {
  const pod = find(production, 'Deployment', 'l4').template.spec;
  expect(pod.containers[0].resources.limits).toEqual({ memory: '40Gi', 'nvidia.com/gpu': '1' });
  const { nodeSelectorTerms } = pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
  const product = { key: 'nvidia.com/gpu.product', operator: 'In', values: ['NVIDIA-L4'] };
  expect(nodeSelectorTerms).toEqual([
    { matchExpressions: [{ key: 'nvidia.com/gpu.present', operator: 'In', values: ['true'] }, product] },
    {
      matchExpressions: [
        { key: 'feature.node.kubernetes.io/pci-10de.present', operator: 'In', values: ['true'] },
        product,
      ],
    },
  ]);
  expect(pod.tolerations).toEqual([{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]);
  expect(pod.runtimeClassName).toBe('nvidia');
});

it('nothing else bears the taint of GPU nodes', () => {
  for (const { kind, metadata, spec } of production) {
    if (kind !== 'Deployment' || metadata.name.startsWith('imageai-inference-')) continue;
    expect(JSON.stringify(spec.template.spec)).not.toContain('nvidia');
  }
});

it('a pool that is disabled has no objects', () => {
  const names = production.map(({ metadata }) => metadata.name as string);
  expect(names.filter((name) => name.endsWith('inference-cpu'))).toEqual([]);
});

it('a pool that is null has none either', async () => {
  const manifests = await render('--set', 'inference.pools.cpu=null');
  expect(
    manifests.filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name.includes('inference')),
  ).toEqual([]);
});

it('KEDA adds the lag of all lanes and models of a pool, by the consumers that generation makes', () => {
  const scaled = find(production, 'ScaledObject', 'l4');
  const names = scaled.triggers.map((trigger) => trigger.name);
  expect(scaled.advanced.scalingModifiers.formula).toBe(names.join(' + '));
  expect(scaled.triggers.map((trigger) => trigger.metadata.consumer)).toEqual([
    ...['work_sd-1=2e5_enterprise', 'work_sd-1=2e5_professional', 'work_sd-1=2e5_starter'],
    ...['work_sdxl-turbo_enterprise', 'work_sdxl-turbo_professional', 'work_sdxl-turbo_starter'],
  ]);
  for (const { metadata } of scaled.triggers) expect(metadata.stream).toBe('IMAGEAI_WORK');
});

it('a pool of some lanes is scaled by those alone, and its workers serve no others', () => {
  const scaled = find(production, 'ScaledObject', 'h100-enterprise');
  expect(scaled.advanced.scalingModifiers.formula).toBe('m0_enterprise');
  expect(settingsOf(production, 'h100-enterprise').LANES).toBe('enterprise');
});

it('workers follow the formula: as many as what waits and is under way needs, none without it, never more than max', () => {
  const { triggers, advanced, minReplicaCount, maxReplicaCount } = find(production, 'ScaledObject', 'h100');
  const { formula, target, activationTarget, metricType } = advanced.scalingModifiers;
  expect(metricType).toBe('AverageValue');
  /** As KEDA and the HPA do: the sum by the formula, through the target, between the bounds. */
  const workers = (lags: Record<string, number>): number => {
    const sum = formula.split(' + ').reduce((total: number, name: string) => total + (lags[name] ?? Number.NaN), 0);
    if (sum <= Number(activationTarget)) return minReplicaCount;
    return Math.min(Math.max(Math.ceil(sum / Number(target)), 1), maxReplicaCount);
  };
  const lags = (...[enterprise = 0, professional = 0, starter = 0]: number[]) =>
    Object.fromEntries(
      triggers.map(({ name, metadata }) => {
        const lane = metadata.consumer.split('_').at(-1);
        return [name, lane === 'enterprise' ? enterprise : lane === 'professional' ? professional : starter];
      }),
    );
  expect(workers(lags(0, 0, 0))).toBe(0);
  expect(workers(lags(0, 0, 1))).toBe(1);
  expect(workers(lags(4, 4, 4))).toBe(3);
  expect(workers(lags(0, 9, 0))).toBe(3);
  expect(workers(lags(1000, 1000, 1000))).toBe(8);
});

it('lanes and stream are those of the contracts', () => {
  const source = readFileSync(join(chartsFolder, '../libs/contracts/src/subjects.ts'), 'utf8');
  expect(source).toContain("lanes = ['enterprise', 'professional', 'starter']");
  expect(source).toContain("workStream = 'IMAGEAI_WORK'");
  expect(source).toMatch(/workConsumer = .*`work_\$\{subjectToken\(model\)\}_\$\{lane\}`/);
});

it('a pool may go to zero, but not before its first worker told generation which models there are', () => {
  const scaled = find(production, 'ScaledObject', 'h100');
  expect(scaled.minReplicaCount).toBe(0);
  expect(scaled.initialCooldownPeriod).toBeGreaterThanOrEqual(600);
  expect(find(production, 'Deployment', 'h100')).not.toHaveProperty('replicas');
});

it('without KEDA an HPA scales on the same measure, recorded by a rule, and never to zero', async () => {
  const manifests = await render(
    '--values',
    join(chart, 'examples/air-gapped.yaml'),
    '--set',
    'inference.pools.gpu.scaling.min=0',
  );
  const scaler = find(manifests, 'HorizontalPodAutoscaler', 'gpu');
  expect(scaler.minReplicas).toBe(1);
  expect(scaler.metrics[0]?.external.metric).toEqual({
    name: 'imageai_pool_lag',
    selector: { matchLabels: { pool: 'gpu' } },
  });
  const rules = theOne(manifests, 'PrometheusRule').spec.groups[1]?.rules;
  expect(rules).toEqual([
    expect.objectContaining({ record: 'imageai_pool_lag', labels: { pool: 'gpu', namespace: 'pictures' } }),
  ]);
});

it('models lie in the image, on a claim or in an image volume, and MODEL_FOLDERS names each', async () => {
  expect(settingsOf(await render(), 'cpu').MODEL_FOLDERS).toBe('/opt/imageai/models/embedded');
  expect(settingsOf(production, 'l4').MODEL_FOLDERS).toBe('/models/sd-1.5,/models/sdxl-turbo');
  const airGapped = await render('--values', join(chart, 'examples/air-gapped.yaml'));
  const volumes = find(airGapped, 'Deployment', 'gpu').template.spec.volumes;
  expect(volumes).toContainEqual({ name: 'models', image: expect.objectContaining({ pullPolicy: 'IfNotPresent' }) });
});

it('workers wait until the models that a job fetches are verified; another list is another job', async () => {
  const example = ['--values', join(chart, 'examples/one-gpu-node.yaml')];
  const job = (manifests: Manifest[]) =>
    manifests.find((one) => one.kind === 'Job' && one.metadata.name.startsWith('imageai-models-'))?.metadata.name;
  const manifests = await render(...example);
  const [init] = find(manifests, 'Deployment', 'gpu').template.spec.initContainers ?? [];
  expect(init?.args).toEqual(['node', '/scripts/models.mjs', 'wait']);
  const other = await render(
    ...example,
    '--set',
    `models.files[0].path=other/model_index.json,models.files[0].url=http://x,models.files[0].sha256=${'a'.repeat(64)}`,
  );
  expect(job(other)).not.toBe(job(manifests));
});
