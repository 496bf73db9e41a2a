// Writes fixtures/schemas from the Go modules of Kubernetes and of the operators: `node dist/collect-schemas.js`.
// It needs Go and its module proxy; what it writes is committed, so that the tests need neither.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { definitionsOf, type OpenApi, type Schema, strict } from './openapi.js';

const target = fileURLToPath(new URL('../fixtures/schemas', import.meta.url));

/** The three newest minor versions. */
const kubernetes = ['v1.35.4', 'v1.36.3', 'v1.37.2'];

/** What the chart renders, as `group/version/Kind`. */
const kinds = [
  ...['ConfigMap', 'Service', 'ServiceAccount', 'PersistentVolumeClaim', 'Pod', 'Secret'].map((kind) => `/v1/${kind}`),
  'apps/v1/Deployment',
  'batch/v1/Job',
  'policy/v1/PodDisruptionBudget',
  'networking.k8s.io/v1/NetworkPolicy',
  'networking.k8s.io/v1/Ingress',
  'autoscaling/v2/HorizontalPodAutoscaler',
];

/** Modules with custom resource definitions, the folder they lie in, and those that are wanted. */
const operators = [
  { module: 'github.com/kedacore/keda/v2@v2.21.0', folder: 'config/crd/bases', wanted: ['ScaledObject'] },
  {
    module: 'github.com/cert-manager/cert-manager@v1.21.2',
    folder: 'deploy/crds',
    wanted: ['Certificate'],
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    folder: 'example/prometheus-operator-crd',
    wanted: ['PodMonitor', 'PrometheusRule', 'ServiceMonitor'],
  },
  { module: 'sigs.k8s.io/gateway-api@v1.6.1', folder: 'config/crd/standard', wanted: ['HTTPRoute'] },
  {
    module: 'github.com/external-secrets/external-secrets@v1.3.2',
    folder: 'config/crds/bases',
    wanted: ['ExternalSecret'],
  },
];

interface Definition {
  kind?: string;
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; served: boolean; schema: { openAPIV3Schema: Schema } }[];
  };
}

mkdirSync(target, { recursive: true });
for (const version of kubernetes) {
  const file = join(download(`k8s.io/kubernetes@${version}`), 'api/openapi-spec/swagger.json');
  const minor = version.split('.').slice(0, 2).join('.').slice(1);
  write(`kubernetes-${minor}.json`, definitionsOf(JSON.parse(readFileSync(file, 'utf8')) as OpenApi, kinds));
}
const custom = operators.flatMap(({ module, folder, wanted }) =>
  customResources(join(download(module), folder), wanted),
);
// CloudNativePG is no module of the proxy: its definitions are read from a checkout, where one is given.
const checkout = process.argv[2];
if (checkout !== undefined) custom.push(...customResources(checkout, ['Cluster']));
write('custom-resources.json', Object.fromEntries(custom));

const compose = readFileSync(
  join(download('github.com/compose-spec/compose-go/v2@v2.16.2'), 'schema/compose-spec.json'),
);
const undescribed = JSON.parse(compose.toString(), (key, value) =>
  key === 'description' && typeof value === 'string' ? undefined : value,
);
write('compose.json', undescribed);

function download(module: string): string {
  const output = execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' });
  return (JSON.parse(output) as { Dir: string }).Dir;
}

function customResources(folder: string, wanted: readonly string[]): [string, Schema][] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')))
    .map((document) => document.toJS() as Definition | null)
    .filter((found) => found?.kind === 'CustomResourceDefinition' && wanted.includes(found.spec.names.kind))
    .flatMap((found) => (found ? versionsOf(found) : []));
}

function versionsOf({ spec }: Definition): [string, Schema][] {
  return spec.versions
    .filter(({ served }) => served)
    .map(({ name, schema }) => [`${spec.group}/${name}/${spec.names.kind}`, strict(schema.openAPIV3Schema)]);
}

/** One line a definition: a new version shows in review as what it changed. */
function write(name: string, schemas: Record<string, Schema>): void {
  const lines = Object.entries(schemas).map(([key, schema]) => `${JSON.stringify(key)}:${JSON.stringify(schema)}`);
  writeFileSync(join(target, name), `{\n${lines.join(',\n')}\n}\n`);
}
