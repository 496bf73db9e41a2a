import type { ImageWork } from '@imageai/contracts/inference';

/** The part of a digest that is shown, as A1111 does it. */
const shownDigest = 10;

/**
 * What remakes this one image, or nothing where its account wants it so, in the words that readers of A1111 metadata know: never an id, a time or n, since the
 * same picture must be the same file.
 */
export function parametersText(work: ImageWork): string {
  if (work.omitParameters) return '';
  const settings = [
    ['Steps', work.steps],
    ['CFG scale', work.guidanceScale],
    ['Seed', work.seed],
    ['Size', `${work.width}x${work.height}`],
    ['Model hash', work.modelDigest.slice(0, shownDigest)],
    ['Model', quoted(work.model)],
    ...sourceSettings(work),
    ...(work.style === '' ? [] : [['Style', quoted(work.style)]]),
  ];
  return [
    work.prompt,
    ...(work.negativePrompt === '' ? [] : [`Negative prompt: ${work.negativePrompt}`]),
    settings.map(([name, value]) => `${name}: ${value}`).join(', '),
  ].join('\n');
}

/** As A1111 names what an image began with; the pictures themselves are nowhere, their hashes tell them apart. */
function sourceSettings({ source }: ImageWork): [string, string | number][] {
  if (source === undefined) return [];
  const { strength, imageSha256, maskSha256 } = source;
  return [
    ['Denoising strength', strength],
    ['Init image hash', imageSha256.slice(0, shownDigest)],
    ...(maskSha256 === '' ? [] : [['Mask hash', maskSha256.slice(0, shownDigest)] satisfies [string, string]]),
  ];
}

/** Values with a comma, colon or line break are JSON strings there. */
const quoted = (text: string): string => (/[,:\n]/.test(text) ? JSON.stringify(text) : text);
