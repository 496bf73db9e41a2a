import fc from 'fast-check';
import type { Document, Schema } from './document.js';

/** URLs that may be called, or are refused before anybody is: no test talks to the world. */
const urls = [
  'http://127.0.0.1:1/',
  'https://127.0.0.1:9/x?y=z',
  'http://10.0.0.1/',
  'http://[::1]:1/',
  'http://me:x@127.0.0.1/',
];

/** What programs stumble over. */
const awkward = [
  '',
  ' ',
  '\0',
  '\ud800',
  '🌊',
  "'; --",
  '%00',
  '../..',
  '__proto__',
  'null',
  '١',
  'ﬀ',
  '\u202e',
  '1e400',
  '-0',
];

/** Any JSON at all, awkward text included. */
export const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(...awkward, 2 ** 53, -1, 1e300, 0.5, [], {}),
  fc.string({ minLength: 900, maxLength: 1200, unit: 'grapheme' }),
);

/** What a schema allows, nearly: whoever takes it may still refuse it. */
export function allowedBy(schema: Schema, document: Document): fc.Arbitrary<unknown> {
  const { $ref, const: constant, enum: values, anyOf, oneOf, type, not } = schema;
  if ($ref !== undefined) return allowedBy(document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {}, document);
  if (constant !== undefined) return fc.constant(constant);
  if (values !== undefined) return fc.constantFrom(...values);
  const alternatives = anyOf ?? oneOf;
  if (alternatives !== undefined) return fc.oneof(...alternatives.map((one) => allowedBy(one, document)));
  if (not !== undefined) return anything;
  switch (type) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'array': {
      const bounds = { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 3, 3) };
      return fc.array(allowedBy(schema.items ?? {}, document), bounds);
    }
    case 'object':
      return object(schema, document);
    default:
      return anything;
  }
}

function text({ format, minLength = 0, maxLength = 100 }: Schema): fc.Arbitrary<string> {
  if (format === 'uri') return fc.constantFrom(...urls);
  const length = { minLength, maxLength: Math.min(maxLength, 200) };
  return fc.oneof(fc.string(length), fc.string({ ...length, unit: 'grapheme' }), fc.constantFrom(...awkward));
}

function object({ properties = {}, required = [] }: Schema, document: Document): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, schema]) => [name, allowedBy(schema, document)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...required], noNullPrototype: true });
}

/** The same with something wrong in it: a field that is anything, one that is missing, one that nobody knows. */
export const spoilt = (schema: Schema, document: Document): fc.Arbitrary<unknown> =>
  fc
    .record({ good: allowedBy(schema, document), field: fc.nat(), value: anything, kind: fc.nat(3), name: fc.string() })
    .map(({ good, field, value, kind, name }) => {
      if (typeof good !== 'object' || good === null || kind === 0) return value;
      const names = Object.keys(good);
      const chosen = names[field % Math.max(names.length, 1)] ?? name;
      if (kind === 1) return Object.fromEntries(Object.entries(good).filter(([key]) => key !== chosen));
      return { ...good, [kind === 2 ? chosen : name]: value };
    });
