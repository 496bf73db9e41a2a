import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { chartsFolder } from './helm.js';
import type { KubernetesObject } from './manifest.js';
import type { Schema } from './openapi.js';

const folder = join(chartsFolder, 'fixtures/schemas');
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, Schema>;

/** The versions that there are schemas of, such as `1.37`. */
export const kubernetesVersions = readdirSync(folder)
  .map((name) => /^kubernetes-(.+)\.json$/.exec(name)?.[1])
  .filter((version) => version !== undefined)
  .sort();

/** Patterns of custom resources are Go's, which says in front that case does not matter. */
const goRegExp = Object.assign(
  (pattern: string, flags: string) =>
    pattern.includes('(?i)') ? new RegExp(pattern.replace('(?i)', ''), `${flags}i`) : new RegExp(pattern, flags),
  { code: 'new RegExp' },
);

/** Says what is wrong with an object for one version of Kubernetes with its operators; nothing where it is right. */
export function schemaCheck(version: string): (manifest: KubernetesObject) => string[] {
  const definitions = { ...read(`kubernetes-${version}.json`), ...read('custom-resources.json') };
  const ajv = new Ajv({ strict: false, allErrors: true, inlineRefs: false, code: { regExp: goRegExp } });
  ajv.addSchema({ $id: 'kubernetes', definitions });
  const compiled = new Map<string, ValidateFunction>();
  return (manifest) => {
    const { apiVersion, kind, metadata } = manifest;
    const id = `${apiVersion.includes('/') ? '' : '/'}${apiVersion}/${kind}`;
    const name = `${kind} ${metadata.name}`;
    if (!Object.hasOwn(definitions, id)) return [`${name}: Kubernetes ${version} knows no ${apiVersion} ${kind}.`];
    const pointer = encodeURIComponent(id.replaceAll('~', '~0').replaceAll('/', '~1'));
    const validate = compiled.get(id) ?? ajv.compile({ $ref: `kubernetes#/definitions/${pointer}` });
    compiled.set(id, validate);
    if (validate(manifest)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${name}${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}
