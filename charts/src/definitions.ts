import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Schema } from './openapi.js';

/** What an operator adds to the API server. */
export interface Definition {
  kind?: string;
  metadata: { name: string };
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; served: boolean; schema: { openAPIV3Schema: Schema } }[];
  };
}

/** Modules with custom resource definitions, the folder they lie in, and those that the chart uses. */
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

/** As the operators publish them; it needs Go and its module proxy. */
export const operatorDefinitions = (): Definition[] =>
  operators.flatMap(({ module, folder, wanted }) => definitionsIn(join(download(module), folder), wanted));

export function definitionsIn(folder: string, wanted: readonly string[]): Definition[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')))
    .map((document) => document.toJS() as Definition | null)
    .filter((found) => found !== null)
    .filter((found) => found.kind === 'CustomResourceDefinition' && wanted.includes(found.spec.names.kind));
}

/** The folder of a Go module. */
export function download(module: string): string {
  const output = execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' });
  return (JSON.parse(output) as { Dir: string }).Dir;
}
