/** As much of a JSON schema as is looked at here. */
export interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  [keyword: string]: unknown;
}

export interface OpenApi {
  definitions: Record<string, Schema>;
}

/** Keywords that say something of a value. Descriptions would be nine tenths of the files; defaults and the rest refuse nothing. */
const kept = new Set([
  ...['$ref', 'type', 'properties', 'required', 'items', 'additionalProperties', 'enum', 'pattern', 'oneOf', 'anyOf'],
  ...['allOf', 'not', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties'],
  ...['maxProperties', 'uniqueItems', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
]);

/** The definitions of some kinds with all that they refer to; a kind is found by its `group/version/Kind`. */
export function definitionsOf({ definitions }: OpenApi, kinds: readonly string[]): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const take = (name: string): void => {
    if (Object.hasOwn(found, name)) return;
    const schema = strict(definitions[name] ?? {});
    found[name] = schema;
    for (const reference of referencesIn(schema)) take(reference);
  };
  for (const [name, { 'x-kubernetes-group-version-kind': ids = [] }] of Object.entries(definitions)) {
    for (const { group, version, kind } of ids) {
      const id = `${group}/${version}/${kind}`;
      if (!kinds.includes(id)) continue;
      take(name);
      found[id] = { $ref: `#/definitions/${name}` };
    }
  }
  const missing = kinds.filter((id) => !Object.hasOwn(found, id));
  if (missing.length > 0) throw new Error(`There is no definition of ${missing.join(', ')}.`);
  return found;
}

/** The schema with fields that it does not name refused: the API server drops them silently, and a typo is never seen. */
export function strict(schema: Schema, root = true): Schema {
  const result: Schema = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (kept.has(keyword)) result[keyword] = nested(keyword, value);
  }
  if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') {
    delete result.type;
    result.anyOf = [{ type: 'integer' }, { type: 'string' }];
  }
  const open = schema['x-kubernetes-preserve-unknown-fields'] || schema.additionalProperties !== undefined;
  if (schema.properties && !open) result.additionalProperties = false;
  // A definition of a custom resource leaves its metadata to the server.
  if (root && result.properties?.metadata?.type === 'object') result.properties.metadata = { type: 'object' };
  return result;
}

function nested(keyword: string, value: unknown): unknown {
  if (keyword === 'properties') {
    return Object.fromEntries(
      Object.entries(value as Record<string, Schema>).map(([name, schema]) => [name, strict(schema, false)]),
    );
  }
  if (keyword === 'items' || (keyword === 'additionalProperties' && typeof value === 'object')) {
    return strict(value as Schema, false);
  }
  return value;
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner.replace('#/definitions/', '')] : referencesIn(inner),
  );
}
