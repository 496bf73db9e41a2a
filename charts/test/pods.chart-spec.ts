import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { chart, render } from '../src/helm.js';
import { kubernetesVersions, schemaCheck } from '../src/kubernetes-schemas.js';
import type { Container, Manifest, PodSpec } from '../src/manifest.js';
import { theOne } from '../src/the-one.js';

const examples = readdirSync(join(chart, 'examples'));
const all: [string, Manifest[]][] = [];

beforeAll(async () => {
  for (const example of examples) all.push([example, await render('--values', join(chart, 'examples', example))]);
});

const podOf = ({ kind, spec }: Manifest): PodSpec => (kind === 'Pod' ? spec : spec.template.spec);
const pods = (): [string, PodSpec][] =>
  all.flatMap(([example, manifests]) =>
    manifests
      .filter(({ kind }) => ['Deployment', 'Job', 'Pod'].includes(kind))
      .map((manifest): [string, PodSpec] => [
        `${example}: ${manifest.kind} ${manifest.metadata.name}`,
        podOf(manifest),
      ]),
  );
const containers = (pod: PodSpec): Container[] => [...(pod.initContainers ?? []), ...pod.containers];

describe('every pod', () => {
  it('keeps to the restricted pod security standard', () => {
    for (const [name, pod] of pods()) {
      expect([name, pod.securityContext]).toEqual([
        name,
        expect.objectContaining({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }),
      ]);
      expect([name, pod.hostNetwork, pod.hostPID, pod.hostIPC]).toEqual([name, undefined, undefined, undefined]);
      const volumes = (pod.volumes ?? []).flatMap((volume: object) =>
        Object.keys(volume).filter((key) => key !== 'name'),
      );
      for (const volume of volumes)
        expect(['emptyDir', 'configMap', 'secret', 'persistentVolumeClaim', 'image']).toContain(volume);
      for (const container of containers(pod)) {
        expect([name, container.securityContext]).toEqual([
          name,
          { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        ]);
      }
    }
  });

  it('has no token of the API server', () => {
    for (const [name, pod] of pods()) expect([name, pod.automountServiceAccountToken]).toEqual([name, false]);
    const accounts = all.flatMap(([, manifests]) => manifests.filter(({ kind }) => kind === 'ServiceAccount'));
    for (const account of accounts) expect(account).toMatchObject({ automountServiceAccountToken: false });
  });

  it('says what it needs, and has a limit of memory', () => {
    for (const [name, pod] of pods()) {
      for (const { resources } of containers(pod)) {
        const { requests, limits } = resources;
        expect([name, typeof requests.cpu, typeof requests.memory, typeof limits.memory]).toEqual([
          name,
          'string',
          'string',
          'string',
        ]);
      }
    }
  });

  it('takes its secrets by reference, and nothing but them', () => {
    for (const [name, pod] of pods()) {
      for (const container of containers(pod)) {
        const plain = (container.env ?? []).filter((one: { value?: string }) => one.value !== undefined);
        const secret = plain.filter((one: { name: string }) =>
          /TOKEN|PASSWORD|SECRET|KEY|POSTGRES_URL|NATS_URL/.test(one.name),
        );
        expect([name, secret]).toEqual([name, []]);
      }
    }
    for (const [example, manifests] of all) {
      expect([example, manifests.filter(({ kind }) => kind === 'Secret')]).toEqual([example, []]);
    }
  });
});

describe('every service', () => {
  const deployments = () =>
    all.flatMap(([example, manifests]) =>
      manifests.filter(({ kind }) => kind === 'Deployment').map((one) => ({ example, ...one })),
    );

  it('is killed only when it does not answer at all for a minute', () => {
    for (const { spec } of deployments()) {
      const [{ livenessProbe }] = spec.template.spec.containers;
      expect(livenessProbe.httpGet.path).toBe('/livez');
      expect(livenessProbe.periodSeconds * livenessProbe.failureThreshold).toBeGreaterThanOrEqual(60);
    }
  });

  it('is given the time that its drain takes, and some more', async () => {
    const manifests = await render('--set', 'services.gateway.drainSeconds=100,inference.pools.cpu.drainSeconds=300');
    const find = (kind: string, name: string) =>
      manifests.find((one) => one.kind === kind && one.metadata.name === `imageai-${name}`);
    expect(find('ConfigMap', 'gateway')?.data.DRAIN_TIMEOUT_MS).toBe('100000');
    expect(find('Deployment', 'gateway')?.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(105);
    expect(find('ConfigMap', 'inference-cpu')?.data.DRAIN_TIMEOUT_SECONDS).toBe('300');
    expect(find('Deployment', 'inference-cpu')?.spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(300);
  });

  it('begins anew when its settings change', async () => {
    const checksum = async (...args: string[]) => {
      const manifests = await render(...args);
      const gateway = manifests.find((one) => one.kind === 'Deployment' && one.metadata.name === 'imageai-gateway');
      return gateway?.spec.template.metadata.annotations['checksum/settings'];
    };
    expect(await checksum('--set', 'services.gateway.settings.KEY_CACHE_MS=500')).not.toBe(await checksum());
  });

  it('is spread over zones and nodes, and is disturbed one pod at a time', () => {
    for (const { example, metadata, spec } of deployments()) {
      const keys = spec.template.spec.topologySpreadConstraints.map((one: { topologyKey: string }) => one.topologyKey);
      expect(keys).toEqual(['topology.kubernetes.io/zone', 'kubernetes.io/hostname']);
      const [, manifests = []] = all.find(([name]) => name === example) ?? [];
      const budget = manifests.find((one) => one.kind === 'PodDisruptionBudget' && one.metadata.name === metadata.name);
      expect(budget?.spec.maxUnavailable).toBe(1);
      expect(budget?.spec.selector.matchLabels).toEqual(spec.selector.matchLabels);
    }
  });

  it('is found by its Service alone', () => {
    for (const [, manifests] of all) {
      for (const { spec, metadata } of manifests.filter(({ kind }) => kind === 'Service')) {
        const entries = Object.entries(spec.selector);
        const found = manifests.filter(
          (one) =>
            one.kind === 'Deployment' &&
            entries.every(([key, value]) => one.spec.template.metadata.labels[key] === value),
        );
        for (const { metadata: deployment } of found) expect(deployment.name.startsWith(metadata.name)).toBe(true);
        const ports = found.flatMap((one) =>
          one.spec.template.spec.containers[0].ports.map((port: { name: string }) => port.name),
        );
        for (const { targetPort } of spec.ports) expect(found.length === 0 || ports.includes(targetPort)).toBe(true);
      }
    }
  });
});

describe('migrations', () => {
  it('run before a version that needs them, for each service with a schema, and see only its database', async () => {
    const jobs = (await render()).filter(({ kind, metadata }) => kind === 'Job' && metadata.name.includes('-migrate-'));
    expect(jobs.map(({ metadata }) => metadata.labels['imageai/migrates']).sort()).toEqual([
      'auth',
      'generation',
      'metering',
      'storage',
      'webhooks',
    ]);
    for (const { metadata, spec } of jobs) {
      expect(metadata.annotations['helm.sh/hook']).toBe('pre-install,pre-upgrade');
      const service = metadata.labels['imageai/migrates'];
      const [{ env }] = spec.template.spec.containers;
      expect(env).toEqual([
        { name: 'POSTGRES_URL', valueFrom: { secretKeyRef: { name: `imageai-${service}`, key: 'POSTGRES_URL' } } },
      ]);
    }
  });

  it('wait for a Postgres that the chart brings', async () => {
    const manifests = await render('--set', 'postgres.cloudNativePg.enabled=true');
    const jobs = manifests.filter(({ kind, metadata }) => kind === 'Job' && metadata.name.includes('-migrate-'));
    for (const { metadata } of jobs) expect(metadata.annotations['helm.sh/hook']).toBe('post-install,pre-upgrade');
  });
});

it('no example and no default value holds a secret', () => {
  const files = [join(chart, 'values.yaml'), ...examples.map((name) => join(chart, 'examples', name))];
  for (const file of files) {
    expect([file, readFileSync(file, 'utf8').match(/(postgres(ql)?|nats):\/\/|password:|token:/gi)]).toEqual([
      file,
      null,
    ]);
  }
});

it('storage finds the certificate of its operator where its settings say, and none where there is none', async () => {
  const partsOf = (manifests: Manifest[]) => {
    const { C2PA_CERTIFICATE_FILE, C2PA_PRIVATE_KEY_FILE } = theOne(manifests, 'ConfigMap', 'imageai-storage').data;
    const { containers, volumes } = theOne(manifests, 'Deployment', 'imageai-storage').spec.template.spec;
    const isOurs = (one: object) => 'name' in one && one.name === 'c2pa';
    const volume = volumes?.find(isOurs);
    const mount = containers[0].volumeMounts?.find(isOurs);
    return { files: [C2PA_CERTIFICATE_FILE, C2PA_PRIVATE_KEY_FILE], volume, mount };
  };
  const given = await render('--set', 'storage.c2paSecret=signing');
  expect(partsOf(given)).toEqual({
    files: ['/c2pa/tls.crt', '/c2pa/tls.key'],
    volume: { name: 'c2pa', secret: { secretName: 'signing', defaultMode: 0o440 } },
    mount: { name: 'c2pa', mountPath: '/c2pa', readOnly: true },
  });
  expect(given.flatMap(schemaCheck(kubernetesVersions.at(-1) ?? ''))).toEqual([]);
  expect(partsOf(await render())).toEqual({ files: ['', ''], volume: undefined, mount: undefined });
});

it('a gateway finds the policy and the classifier of its operator where its settings say', async () => {
  const values = {
    settings: { MODERATION_POLICY_FILE: '/moderation/policy.json', MODERATION_TEXT_CLASSIFIER: '/classifier' },
    volumes: [
      { name: 'policy', configMap: { name: 'moderation' } },
      { name: 'classifier', persistentVolumeClaim: { claimName: 'classifier', readOnly: true } },
    ],
    volumeMounts: [
      { name: 'policy', mountPath: '/moderation' },
      { name: 'classifier', mountPath: '/classifier', readOnly: true },
    ],
  };
  const manifests = await render('--set-json', `services.gateway=${JSON.stringify(values)}`);
  const {
    containers: [container],
    volumes,
  } = theOne(manifests, 'Deployment', 'imageai-gateway').spec.template.spec;
  expect(volumes).toEqual(expect.arrayContaining(values.volumes));
  expect(container.volumeMounts).toEqual(expect.arrayContaining(values.volumeMounts));
  expect(manifests.flatMap(schemaCheck(kubernetesVersions.at(-1) ?? ''))).toEqual([]);
});
