import { z } from 'zod';

/** Unicode code points: an emoji outside the basic plane counts once, not as its two UTF-16 units. */
export function codePointLength(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** At most so many characters of a client's text, for use in messages. */
export const shortened = (text: string, length = 64): string => {
  const characters = [...text.slice(0, length * 2 + 2).toWellFormed()];
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length).join('')}…`;
};

/**
 * Text that every part of the platform can hold: well-formed Unicode (a lone surrogate has no UTF-8 form)
 * without U+0000 (which Postgres cannot store).
 */
export const plainText = (maxLength: number, error = 'must be a string') =>
  z
    .string({ error })
    .refine((text) => text.isWellFormed(), { error: 'must be well-formed Unicode text', abort: true })
    .refine((text) => !text.includes('\0'), { error: 'must not contain the character U+0000', abort: true })
    .refine((text) => text.length <= maxLength || codePointLength(text) <= maxLength, {
      error: `must be at most ${maxLength} characters`,
    })
    // JSON Schema counts code points too.
    .meta({ maxLength });

/** The same in a query, where a name that comes twice is a list. */
export const queryText = (maxLength: number) => plainText(maxLength, 'must be sent once');
