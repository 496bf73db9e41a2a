import type { z } from 'zod';
import { createGenerationRequest } from './create-generation-request.js';
import { generateImageRequest } from './generate-image-request.js';
import { nearestName } from './nearest-name.js';
import { openAiEditRequest, openAiImageRequest } from './openai-image-request.js';
import { shortened } from './text.js';

/** Why a body is refused: code, message and parameter of the public error envelope. */
export interface BodyFault {
  readonly code: 'invalid_json' | 'parameter_missing' | 'parameter_invalid' | 'parameter_unknown';
  readonly message: string;
  readonly param: string | null;
}

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: BodyFault };

/**
 * A function from a parsed JSON body to what it asks for, or to the first fault in the order of the schema's fields.
 */
export function bodyParser<Schema extends z.ZodObject>(schema: Schema): (body: unknown) => Parsed<z.output<Schema>> {
  const knownNames = Object.keys(schema.shape);
  const known = new Set(knownNames);
  return (body) => parse(schema, knownNames, known, body);
}

/** Of `POST /api/generate-image`. */
export const parseGenerateImage = bodyParser(generateImageRequest);
/** Of `POST /api/generations`. */
export const parseCreateGeneration = bodyParser(createGenerationRequest);
/** Of `POST /v1/images/generations`. */
export const parseOpenAiImage = bodyParser(openAiImageRequest);
/** Of the form of `POST /v1/images/edits`. */
export const parseOpenAiEdit = bodyParser(openAiEditRequest);

function parse<Schema extends z.ZodObject>(
  schema: Schema,
  knownNames: readonly string[],
  known: ReadonlySet<string>,
  body: unknown,
): Parsed<z.output<Schema>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return refused('invalid_json', 'The request body must be a JSON object.', null);
  }
  const sent = Object.entries(body).filter(([, value]) => value !== null && value !== undefined);
  const parameters = Object.fromEntries(sent.filter(([name, value]) => known.has(name) && !isBlankPrompt(name, value)));

  const result = schema.safeParse(parameters);
  if (!result.success) {
    const param = String(result.error.issues[0]?.path[0]);
    return param in parameters
      ? refused('parameter_invalid', `Invalid parameter: ${param} ${result.error.issues[0]?.message}`, param)
      : refused('parameter_missing', `Missing required parameter: ${param}`, param);
  }
  const unknown = sent.find(([name]) => !known.has(name))?.[0];
  if (unknown === undefined) return { ok: true, value: result.data };
  const param = shortened(unknown);
  const nearest = nearestName(unknown, knownNames);
  return refused('parameter_unknown', `Unknown parameter: ${param}. Did you mean ${nearest}?`, param);
}

/** A prompt of white space alone is a missing prompt. */
const isBlankPrompt = (name: string, value: unknown): boolean =>
  name === 'prompt' && typeof value === 'string' && value.trim() === '';

const refused = (code: BodyFault['code'], message: string, param: string | null): Parsed<never> => ({
  ok: false,
  fault: { code, message, param },
});
