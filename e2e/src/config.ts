import { z } from 'zod';
import type { Stand, StandOperator } from './stand.js';

const variable = 'E2E_STAND';

const settings = z.object({
  E2E_BASE_URL: z.url().optional().describe('A running stack to test; one is started where absent.'),
  E2E_CDN_URL: z.url().optional().describe('Where that stack serves its images.'),
  E2E_CHROMIUM: z.string().default('/usr/bin/chromium').describe('The browser that the website is tested in.'),
  E2E_FUZZ_SEED: z.coerce
    .number()
    .int()
    .optional()
    .describe('Repeats a run of the fuzzer; it prints its seed when it fails.'),
  E2E_KEYS: z
    .string()
    .transform((text) => z.record(z.string(), z.string()).parse(JSON.parse(text)))
    .optional()
    .describe('Keys by plan, as JSON.'),
  E2E_OPERATOR: z
    .string()
    .transform((text) => JSON.parse(text) as StandOperator)
    .optional()
    .describe('What an operator of that stack has, as JSON; what needs one is not tested without.'),
});

/** What the caller said of a stack that runs already. */
export const e2eSettings = (): z.output<typeof settings> => settings.parse(process.env);

/** Test files run in other contexts than what started the stack: they learn of it through the environment. */
export const publishStand = (stand: Stand): void => {
  process.env[variable] = JSON.stringify(stand);
};

export const publishedStand = (): Stand => JSON.parse(process.env[variable] ?? 'null');
