import { z } from 'zod';
import type { Classify } from './classifier.js';

/** What an endpoint of the shape of OpenAI's moderation answers, as far as it matters here. */
const answer = z.object({
  results: z.array(z.object({ flagged: z.boolean(), categories: z.record(z.string(), z.boolean()) })).min(1),
});

interface Endpoint {
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly model?: string | undefined;
}

/** Asks a remote moderation endpoint. */
export const moderationEndpoint =
  ({ url, apiKey, model }: Endpoint): Classify =>
  async (prompt, signal) => {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ input: prompt, ...(model !== undefined && { model }) }),
      signal,
    });
    if (!response.ok) throw new Error(`the moderation endpoint answered ${response.status}`);
    const { results } = answer.parse(await response.json());
    const flagged = results.find((result) => result.flagged);
    if (flagged === undefined) return [];
    const categories = Object.entries(flagged.categories).flatMap(([category, is]) => (is ? [category] : []));
    return categories.length > 0 ? categories : ['flagged'];
  };
