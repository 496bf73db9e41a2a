import fc from 'fast-check';
import type { Document, Parameter, Target } from './document.js';
import { allowedBy, anything, spoilt } from './schema-arbitrary.js';

/** One generated request; all of it JSON, so that a failure can be read and sent again. */
export interface FuzzRequest {
  readonly target: number;
  /** Which of the accounts sends it. */
  readonly sender: number;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string;
  /** Undefined: none is sent. */
  readonly body: string | undefined;
}

const printable = fc.string({
  maxLength: 40,
  unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)),
});

/**
 * Requests to one operation: mostly what its description allows, with something wrong in every other one.
 * @param ids what exists, so that not all that is asked for is missing
 */
export function requestTo(
  { parameters = [], requestBody }: Target,
  index: number,
  document: Document,
  ids: readonly string[],
): fc.Arbitrary<FuzzRequest> {
  const named = (where: Parameter['in']) => parameters.filter((parameter) => parameter.in === where);
  const record = (
    where: Parameter['in'],
    value: (parameter: Parameter) => fc.Arbitrary<string>,
    requiredKeys: string[],
  ) =>
    fc.record(Object.fromEntries(named(where).map((parameter) => [parameter.name, value(parameter)])), {
      requiredKeys,
      noNullPrototype: true,
    });
  const [jsonType = 'application/json'] = Object.keys(requestBody?.content ?? {});
  const schema = requestBody?.content[jsonType]?.schema;

  return fc.record({
    target: fc.constant(index),
    sender: fc.nat(),
    path: record(
      'path',
      () => pathValue(ids),
      named('path').map(({ name }) => name),
    ),
    query: record('query', (parameter) => queryValue(parameter, document), []),
    headers: record('header', () => printable, []),
    contentType: fc.oneof({ weight: 12, arbitrary: fc.constant(jsonType) }, fc.constantFrom('text/plain', '', 'a/b;c')),
    body: schema === undefined ? noBody : bodies(fc.oneof(allowedBy(schema, document), spoilt(schema, document))),
  });
}

const noBody = fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, fc.constantFrom('{}', '{', 'x'));

const bodies = (values: fc.Arbitrary<unknown>): fc.Arbitrary<string | undefined> =>
  fc.oneof(
    { weight: 20, arbitrary: values.map((value) => JSON.stringify(value)) },
    anything.map((value) => JSON.stringify(value)),
    fc.constantFrom(undefined, '', '{', '[1', '\ufeff{}', '"\\ud800"', `${'['.repeat(5000)}${']'.repeat(5000)}`),
    fc.string(),
  );

/** Dots alone would be another path before it is sent. */
const pathValue = (ids: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ids) },
    fc.string({ minLength: 1, maxLength: 150 }).filter((text) => !/^\.*$/.test(text)),
  );

/** Short enough that the head of the request stays within what HTTP servers take. */
const queryValue = ({ schema }: Parameter, document: Document): fc.Arbitrary<string> =>
  fc
    .oneof({ weight: 3, arbitrary: allowedBy(schema, document) }, anything)
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 300));
