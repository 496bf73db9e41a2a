import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The documented answer; more fields may come with it, and are passed on as they are. */
export interface ImageAnswer {
  id: string;
  url: string;
  width: number;
  height: number;
  created_at: string;
  prompt: string;
  seed: number;
}

export interface FirstImage {
  answer: ImageAnswer;
  /** From the request to the answer. */
  elapsedMs: number;
  /** A copy of the picture under a name of our own: where storage keeps files is its own affair. */
  file: string;
}

export interface FirstImageRequest {
  url: string;
  key: string;
  prompt: string;
  folder: string;
  signal?: AbortSignal;
}

const TIMEOUT_MS = 600_000;

/** One picture, over the public API like everybody's. */
export async function firstImage({ url, key, prompt, folder, signal }: FirstImageRequest): Promise<FirstImage> {
  const startedAt = performance.now();
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(`${url}/api/generate-image`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ prompt }),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`The first picture failed: ${reasonOf(response.status, body)}`);
  const answer = JSON.parse(body) as ImageAnswer;
  const elapsedMs = performance.now() - startedAt;
  const file = join(folder, `${answer.id}.png`);
  writeFileSync(file, await download(answer.url, signal));
  return { answer, elapsedMs, file };
}

async function download(url: string, signal?: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { signal });
  if (response.status !== 200) throw new Error(`The picture at ${url} could not be fetched: status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

function reasonOf(status: number, body: string): string {
  try {
    const { error } = JSON.parse(body) as { error: { message: string; code: string } };
    return `${error.message} (${status}, ${error.code})`;
  } catch {
    return `status ${status}, ${body.slice(0, 200)}`;
  }
}
