import { apiUrl } from './platform.js';

const headers = (key: string) => ({ authorization: `Bearer ${key}`, 'content-type': 'application/json' });
const PROMPT = 'a lighthouse on a cliff in a storm';

export interface Generation {
  readonly id: string;
  readonly status: string;
  readonly images?: readonly { readonly url: string }[];
}

/** One picture, waited for; what went wrong where it did not come. */
export async function picture(key: string, seed: number): Promise<string | undefined> {
  const body = JSON.stringify({ prompt: PROMPT, seed, width: 512, height: 512 });
  return fetch(`${apiUrl}/api/generate-image`, { method: 'POST', headers: headers(key), body })
    .then(async (answer) => {
      const text = await answer.text();
      return answer.status === 200 ? undefined : `${answer.status} ${text}`;
    })
    .catch((error: Error) => `${error.message} ${error.cause ?? ''}`);
}

export async function begin(key: string, seed: number): Promise<string> {
  const body = JSON.stringify({ prompt: PROMPT, seed, width: 1920, height: 1920 });
  const answer = await fetch(`${apiUrl}/api/generations`, { method: 'POST', headers: headers(key), body });
  if (answer.status !== 202) throw new Error(`${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as Generation).id;
}

export async function generation(key: string, id: string): Promise<Generation> {
  const answer = await fetch(`${apiUrl}/api/generations/${id}`, { headers: headers(key) });
  return (await answer.json()) as Generation;
}
