import { type GenerateImageParameters, generateImageRequest } from './generate-image-request.js';
import { nearestName } from './nearest-name.js';
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

const knownNames = Object.keys(generateImageRequest.shape);
const known = new Set(knownNames);

/** The parameters that a parsed JSON body asks for, or the first fault in the documented order of parameters. */
export function parseGenerateImage(body: unknown): Parsed<GenerateImageParameters> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return refused('invalid_json', 'The request body must be a JSON object.', null);
  }
  const sent = Object.entries(body).filter(([, value]) => value !== null && value !== undefined);
  const parameters = Object.fromEntries(sent.filter(([name, value]) => known.has(name) && !isBlankPrompt(name, value)));

  const result = generateImageRequest.safeParse(parameters);
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
