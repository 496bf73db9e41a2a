import type { CreateGenerationRequest, GenerationResource } from '@imageai/client';
import { text } from '../text/index.js';
import {
  type Format,
  formats,
  guidanceRange,
  maxPromptLength,
  maxSeed,
  type Size,
  type Style,
  sizes,
  styles,
} from './choices.js';

/** What stands in the form, as it was typed. */
export interface Draft {
  readonly prompt: string;
  readonly style: Style;
  readonly width: Size;
  readonly height: Size;
  /** Whether the seed is that of the next picture too. */
  readonly keepsSeed: boolean;
  readonly seed: string;
  readonly guidance: number;
  readonly negative: string;
  readonly count: number;
  /** Empty: the server's default. */
  readonly model: string;
  readonly format: Format;
}

export const emptyDraft: Draft = {
  prompt: '',
  style: 'photorealistic',
  width: 512,
  height: 512,
  keepsSeed: false,
  seed: '',
  guidance: guidanceRange.usual,
  negative: '',
  count: 1,
  model: '',
  format: 'png',
};

export type Faults = Partial<Record<keyof CreateGenerationRequest, string>>;

/** As the API counts: in code points. */
export const lengthOf = (prompt: string): number => [...prompt].length;

const isSeed = (seed: string): boolean => /^\d+$/.test(seed) && Number(seed) <= maxSeed;

/** What the API would refuse, by its parameter; empty where there is nothing. */
export function faultsOf(draft: Draft, maxCount: number): Faults {
  const words = text.playground.faults;
  const faults: Faults = {};
  if (draft.prompt.trim() === '') faults.prompt = words.promptMissing;
  else if (lengthOf(draft.prompt) > maxPromptLength) faults.prompt = words.tooLong(maxPromptLength);
  if (draft.keepsSeed && !isSeed(draft.seed)) faults.seed = words.seed;
  if (!(draft.guidance >= guidanceRange.min && draft.guidance <= guidanceRange.max))
    faults.guidance_scale = words.guidance;
  if (lengthOf(draft.negative) > maxPromptLength) faults.negative_prompt = words.tooLong(maxPromptLength);
  if (!(Number.isInteger(draft.count) && draft.count >= 1 && draft.count <= maxCount)) faults.n = words.count(maxCount);
  return faults;
}

/** What is asked of the API: only what differs from its defaults, so that the code beside the form stays short. */
export function requestOf(draft: Draft): CreateGenerationRequest {
  return {
    prompt: draft.prompt,
    style: draft.style,
    width: draft.width,
    height: draft.height,
    ...(draft.keepsSeed && isSeed(draft.seed) && { seed: Number(draft.seed) }),
    ...(draft.guidance !== guidanceRange.usual && { guidance_scale: draft.guidance }),
    ...(draft.negative.trim() !== '' && { negative_prompt: draft.negative }),
    ...(draft.count > 1 && { n: draft.count }),
    ...(draft.model !== '' && { model: draft.model }),
    ...(draft.format !== 'png' && { output_format: draft.format }),
  };
}

const oneOf = <Value>(values: readonly Value[], value: unknown, otherwise: Value): Value =>
  values.find((one) => one === value) ?? otherwise;

/** The form as it was for a generation, with the seed that it had. */
export function draftOf({ parameters }: GenerationResource): Draft {
  return {
    prompt: parameters.prompt,
    style: oneOf(styles, parameters.style, emptyDraft.style),
    width: oneOf(sizes, parameters.width, emptyDraft.width),
    height: oneOf(sizes, parameters.height, emptyDraft.height),
    keepsSeed: true,
    seed: String(parameters.seed),
    guidance: parameters.guidance_scale,
    negative: parameters.negative_prompt ?? '',
    count: parameters.n,
    model: parameters.model,
    format: oneOf(formats, parameters.output_format, emptyDraft.format),
  };
}

/** What a link to the playground says, over what stands there; undefined where it says nothing. */
export function draftOfSearch(search: string): Draft | undefined {
  const said = new URLSearchParams(search);
  const prompt = said.get('prompt');
  if (prompt === null) return undefined;
  const seed = said.get('seed') ?? '';
  const guidance = Number(said.get('guidance_scale') ?? Number.NaN);
  return {
    ...emptyDraft,
    prompt,
    style: oneOf(styles, said.get('style'), emptyDraft.style),
    width: oneOf(sizes, Number(said.get('width')), emptyDraft.width),
    height: oneOf(sizes, Number(said.get('height')), emptyDraft.height),
    keepsSeed: isSeed(seed),
    seed: isSeed(seed) ? seed : '',
    guidance: guidance >= guidanceRange.min && guidance <= guidanceRange.max ? guidance : emptyDraft.guidance,
    negative: said.get('negative_prompt') ?? '',
    model: said.get('model') ?? '',
    format: oneOf(formats, said.get('output_format'), emptyDraft.format),
  };
}
