import type { Manifest } from './manifest.js';

/** How a style is said to a model. */
export interface Style {
  /** Has `{prompt}` in it. */
  readonly prompt: string;
  /** May have `{negative_prompt}` in it. */
  readonly negativePrompt: string;
  /** Number of the style for a decoder that is told of it. */
  readonly index: number | undefined;
}

/** The style that adds nothing. */
export const NO_STYLE = 'none';

/** For models that were trained on no styles: words that steer them, and words to keep away from. */
const generalStyles: Readonly<Record<string, Style>> = {
  photorealistic: {
    prompt: '{prompt}, photorealistic, highly detailed photograph, natural light, sharp focus',
    negativePrompt: '{negative_prompt}, painting, drawing, illustration, cartoon, sketch, blurry',
    index: undefined,
  },
  painting: {
    prompt: '{prompt}, oil painting on canvas, visible brush strokes, rich colours',
    negativePrompt: '{negative_prompt}, photograph, 3d render, cartoon',
    index: undefined,
  },
  cartoon: {
    prompt: '{prompt}, cartoon, bold outlines, flat vivid colours',
    negativePrompt: '{negative_prompt}, photograph, realistic, oil painting',
    index: undefined,
  },
  sketch: {
    prompt: '{prompt}, pencil sketch on paper, hatching, monochrome line drawing',
    negativePrompt: '{negative_prompt}, photograph, colourful, oil painting',
    index: undefined,
  },
  abstract: {
    prompt: '{prompt}, abstract art, geometric shapes, bold colour fields',
    negativePrompt: '{negative_prompt}, photograph, realistic',
    index: undefined,
  },
  [NO_STYLE]: { prompt: '{prompt}', negativePrompt: '{negative_prompt}', index: undefined },
};

/** The styles of a model by name: its manifest's, or templates that suit any text-to-image model. */
export function stylesOf(manifest: Manifest | undefined): ReadonlyMap<string, Style> {
  if (!manifest?.styles) return new Map(Object.entries(generalStyles));
  return new Map(
    Object.entries(manifest.styles).map(([name, style]) => [
      name,
      { prompt: style.prompt, negativePrompt: style.negative_prompt, index: style.style },
    ]),
  );
}

/** The two texts that the model reads. Commas next to an empty negative prompt go with it. */
export function styledPrompts(
  style: Style,
  prompt: string,
  negativePrompt: string,
): { readonly prompt: string; readonly negativePrompt: string } {
  return {
    prompt: fill(style.prompt, '{prompt}', prompt),
    negativePrompt: fill(style.negativePrompt, '{negative_prompt}', negativePrompt),
  };
}

function fill(template: string, place: string, text: string): string {
  const filled = template.split(place).join(text);
  return text === '' ? filled.replace(/^[\s,]+|[\s,]+$/g, '') : filled;
}
