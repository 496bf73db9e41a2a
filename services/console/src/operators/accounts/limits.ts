import type { LimitParameters } from '@imageai/client/admin';

/** What is a number, and the largest that the API takes. */
export const numbers = {
  images_per_month: 1_000_000_000,
  requests_per_minute: 1_000_000,
  concurrency: 100_000,
  max_images_per_request: 10,
  retention_days: 36_500,
} as const;

export type NumberName = keyof typeof numbers;
export const numberNames = Object.keys(numbers) as readonly NumberName[];

/** What stands in the fields of a form; empty: nothing of its own. */
export type LimitTexts = Readonly<Record<NumberName | 'lane', string>>;

export function textsOf(limits: LimitParameters): LimitTexts {
  const entries = [...numberNames, 'lane' as const].map((name) => [name, String(limits[name] ?? '')]);
  return Object.fromEntries(entries) as LimitTexts;
}

/** The first field that is wrong, if any. */
export const wrongNumber = (texts: LimitTexts): NumberName | undefined =>
  numberNames.find((name) => {
    const typed = texts[name].trim();
    return typed !== '' && !(/^\d{1,10}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= numbers[name]);
  });

/** What the form asks for: only what was filled in. */
export function limitsOf(texts: LimitTexts): LimitParameters {
  const given = numberNames.filter((name) => texts[name].trim() !== '');
  return {
    ...Object.fromEntries(given.map((name) => [name, Number(texts[name])])),
    ...(texts.lane !== '' && { lane: texts.lane as NonNullable<LimitParameters['lane']> }),
  };
}
