import type { ImageWork } from '@imageai/contracts/inference';

/** The part of a digest that A1111 shows. */
const shownDigest = 10;

/**
 * What remakes this one image, in the words that readers of A1111 metadata know: never an id, a time or n, since the
 * same picture must be the same file.
 */
export function parametersText(work: ImageWork): string {
  const settings = [
    ['Steps', work.steps],
    ['CFG scale', work.guidanceScale],
    ['Seed', work.seed],
    ['Size', `${work.width}x${work.height}`],
    ['Model hash', work.modelDigest.slice(0, shownDigest)],
    ['Model', quoted(work.model)],
    ...(work.style === '' ? [] : [['Style', quoted(work.style)]]),
  ];
  return [
    work.prompt,
    ...(work.negativePrompt === '' ? [] : [`Negative prompt: ${work.negativePrompt}`]),
    settings.map(([name, value]) => `${name}: ${value}`).join(', '),
  ].join('\n');
}

/** Values with a comma, colon or line break are JSON strings there. */
const quoted = (text: string): string => (/[,:\n]/.test(text) ? JSON.stringify(text) : text);
