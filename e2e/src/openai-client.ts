import OpenAI, { type ClientOptions } from 'openai';
import { stand } from './the-stand.js';

/** OpenAI's own client, as its users have it: nothing but the base URL and the key is ours. */
export const openAiClient = (apiKey: string, options: ClientOptions = {}): OpenAI =>
  new OpenAI({ apiKey, baseURL: `${stand.url}/v1`, maxRetries: 0, ...options });

/** A `fetch` that remembers the status of every answer, with a client's own retries among them. */
export function recordedFetch() {
  const statuses: number[] = [];
  const recorded: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    statuses.push(response.status);
    return response;
  };
  return { fetch: recorded, statuses };
}
