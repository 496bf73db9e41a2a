import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]*(\/[a-z0-9-]+)*$/, 'must be a name such as "violence" or "sexual/minors"');
const term = z.string().trim().min(2, 'must be at least two characters');
const pattern = z.string().refine(isRegExp, 'must be a regular expression');

const exemption = z.strictObject({
  skip: z.array(name).describe('Categories that are not looked for.'),
});

/** A policy file. A key that is not known is an error, so that a typing error never opens a door. */
export const moderationPolicy = z
  .strictObject({
    version: z.literal(1),
    categories: z
      .record(
        name,
        z.strictObject({
          terms: z
            .array(term)
            .default([])
            .describe('Words and phrases; a "*" at the end of a word stands for any ending.'),
          patterns: z
            .array(pattern)
            .default([])
            .describe('Regular expressions over the folded text: small Latin letters, one space between words.'),
          together: z
            .array(z.array(z.array(term).min(1)).min(2))
            .default([])
            .describe('Lists of terms: prohibited where a term of each list is in the text, wherever it stands.'),
        }),
      )
      .refine((categories) => Object.keys(categories).length > 0, 'must name at least one category'),
    allow: z.array(term).default([]).describe('Phrases in which nothing is looked for.'),
    labels: z
      .record(
        z.string(),
        z.strictObject({
          category: name.describe('One of the categories.'),
          threshold: z.number().gt(0).max(1).describe('Prohibited where the score, from 0 to 1, is no less.'),
        }),
      )
      .default({})
      .describe('What labels of a text classifier stand for; the others are of no interest.'),
    plans: z.partialRecord(z.enum(['starter', 'professional', 'enterprise']), exemption).default({}),
    accounts: z.record(z.string(), exemption).default({}),
  })
  .superRefine(({ categories, labels, plans, accounts }, context) => {
    for (const [label, { category }] of Object.entries(labels)) {
      if (!Object.hasOwn(categories, category)) {
        context.addIssue(`label "${label}" stands for "${category}", which is no category`);
      }
    }
    for (const [whom, { skip }] of Object.entries<z.output<typeof exemption>>({ ...plans, ...accounts })) {
      for (const skipped of skip) {
        if (!Object.hasOwn(categories, skipped)) context.addIssue(`${whom} skips "${skipped}", which is no category`);
      }
    }
  });

export type ModerationPolicy = z.output<typeof moderationPolicy>;

/** The policy of a file cannot be used; the message says what is wrong with it, and where. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/** @throws PolicyError */
export async function readPolicy(path: string): Promise<ModerationPolicy> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new PolicyError(`The moderation policy ${path} cannot be read: ${(error as Error).message}.`);
  }
  return parsePolicy(content, path);
}

/** @throws PolicyError */
export function parsePolicy(content: unknown, path: string): ModerationPolicy {
  const parsed = moderationPolicy.safeParse(content);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path: place, message }) => `${place.join('.') || 'the file'}: ${message}`);
  throw new PolicyError(`The moderation policy ${path} is wrong: ${faults.join('; ')}.`);
}

function isRegExp(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}
