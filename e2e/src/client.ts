import { setTimeout as sleep } from 'node:timers/promises';
import { stand } from './the-stand.js';

/** An image as the API answers it. */
export interface ImageAnswer {
  readonly id: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly created_at: string;
  readonly prompt: string;
  readonly seed: number;
  readonly system_fingerprint: string;
  readonly images?: readonly ImageAnswer[];
  readonly failed?: readonly unknown[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly image: ImageAnswer;
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
  };
}

/** An answer, and its body as its test expects it. */
export interface CallAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Whether a body is sent as JSON: a form has a type of its own. */
export const isJson = (body: unknown): boolean => body !== undefined && !(body instanceof FormData);

/** What any client of the public API can do, written from its documentation alone. */
export class Client {
  constructor(private readonly key: string) {}

  /** An object is sent as JSON; anything else as it is. */
  async generate(body: unknown, headers: Record<string, string> = {}, init: RequestInit = {}): Promise<Answer> {
    for (;;) {
      const answer = await this.send(body, headers, init);
      // Where no operator can make accounts all tests share one account's minute.
      if (stand.operator !== undefined || answer.error?.code !== 'rate_limit_exceeded') return answer;
      await sleep(Number(answer.headers.get('retry-after')) * 1000);
    }
  }

  private async send(body: unknown, headers: Record<string, string>, init: RequestInit): Promise<Answer> {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${stand.url}/api/generate-image`, {
      method: 'POST',
      body: isRaw ? body : JSON.stringify(body),
      ...init,
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json', ...headers },
    });
    const answer = (await response.json()) as ImageAnswer & Pick<Answer, 'error'>;
    return { status: response.status, headers: response.headers, image: answer, error: answer.error };
  }

  /** Any call of the API; a form is sent as such, anything else as JSON. */
  async call<Body>(method: string, path: string, body?: unknown): Promise<CallAnswer<Body>> {
    const response = await fetch(`${stand.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.key}`,
        ...(isJson(body) && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: isJson(body) ? JSON.stringify(body) : (body as FormData) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text || 'null') };
  }

  /** A small image, quickly; fails unless it is answered. */
  async draw(parameters: Record<string, unknown> = {}): Promise<ImageAnswer> {
    const small = { prompt: 'a lake between hills', width: 512, height: 512, num_inference_steps: 2 };
    const { status, image, error } = await this.generate({ ...small, ...parameters });
    if (status !== 200) throw new Error(`answered ${status}: ${JSON.stringify(error)}`);
    return image;
  }

  /** The bytes of an image file. */
  static async bytes(url: string): Promise<Buffer> {
    const response = await fetch(url);
    if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }
}
