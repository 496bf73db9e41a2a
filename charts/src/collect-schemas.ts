// Writes fixtures/schemas from the Go modules of Kubernetes and of the operators: `node dist/collect-schemas.js`.
// It needs Go and its module proxy; what it writes is committed, so that the tests need neither.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Definition, definitionsIn, download, operatorDefinitions } from './definitions.js';
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

mkdirSync(target, { recursive: true });
for (const version of kubernetes) {
  const file = join(download(`k8s.io/kubernetes@${version}`), 'api/openapi-spec/swagger.json');
  const minor = version.split('.').slice(0, 2).join('.').slice(1);
  write(`kubernetes-${minor}.json`, definitionsOf(JSON.parse(readFileSync(file, 'utf8')) as OpenApi, kinds));
}
const custom = operatorDefinitions().flatMap(versionsOf);
// CloudNativePG is no module of the proxy: its definitions are read from a checkout, where one is given.
const checkout = process.argv[2];
if (checkout !== undefined) custom.push(...definitionsIn(checkout, ['Cluster']).flatMap(versionsOf));
write('custom-resources.json', Object.fromEntries(custom));

const compose = readFileSync(
  join(download('github.com/compose-spec/compose-go/v2@v2.16.2'), 'schema/compose-spec.json'),
);
const undescribed = JSON.parse(compose.toString(), (key, value) =>
  key === 'description' && typeof value === 'string' ? undefined : value,
);
write('compose.json', undescribed);

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
