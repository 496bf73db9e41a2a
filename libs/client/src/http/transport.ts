import { ImageAIError } from '../errors.js';
import { type MakingOptions, type RequestOptions, type Settings, timeoutOf } from '../options.js';
import { errorOf } from './error-of.js';
import { connectionError, retryDelayMs } from './retry.js';
import { sleep } from './sleep.js';
import { TimeLimit } from './time-limit.js';

/** One call of the API. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>> | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** It makes something: every try carries one and the same idempotency key. */
  readonly makes?: boolean;
  /** How long a try may take where the caller does not say. */
  readonly timeoutMs?: number;
}

/** From calls to answers: keys, time limits, and trying again. */
export class Transport {
  constructor(readonly settings: Settings) {}

  /** The JSON of an answer. */
  json<Answer>(call: Call, options: MakingOptions = {}): Promise<Answer> {
    return this.retried(call, options, (response) => jsonOf<Answer>(response));
  }

  /** For answers without a body. */
  async nothing(call: Call, options: RequestOptions = {}): Promise<void> {
    await this.retried(call, options, (response) => response.text());
  }

  /** The bytes behind an address that needs no key, such as an image's. */
  bytes(url: string, options: RequestOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const read = async (response: Response) => new Uint8Array(await response.arrayBuffer());
    return this.tries(options, () => this.once(url, { headers: { ...options.headers } }, options, undefined, read));
  }

  /** An answer whose body is read by the caller, as it comes; tried once. The limit runs until its head is there. */
  async open(call: Call, options: RequestOptions, limit: TimeLimit): Promise<Response> {
    const { url, init } = this.request(call, options);
    return this.answered(url, { ...init, signal: limit.signal });
  }

  private retried<Answer>(
    call: Call,
    options: MakingOptions,
    read: (response: Response) => Promise<Answer>,
  ): Promise<Answer> {
    const { url, init } = this.request(call, options);
    return this.tries(options, () => this.once(url, init, options, call.timeoutMs, read));
  }

  private async tries<Answer>(options: RequestOptions, once: () => Promise<Answer>): Promise<Answer> {
    const { maxRetries = this.settings.maxRetries, signal } = options;
    for (let failures = 0; ; failures++) {
      try {
        return await once();
      } catch (thrown) {
        if (!(thrown instanceof ImageAIError) || failures >= maxRetries) throw thrown;
        const delayMs = retryDelayMs(thrown, failures);
        if (delayMs === undefined) throw thrown;
        await sleep(delayMs, signal);
      }
    }
  }

  private async once<Answer>(
    url: string,
    init: RequestInit,
    options: RequestOptions,
    timeoutMs: number | undefined,
    read: (response: Response) => Promise<Answer>,
  ): Promise<Answer> {
    const limit = new TimeLimit(options.signal, timeoutOf(this.settings, options, timeoutMs));
    try {
      return await read(await this.answered(url, { ...init, signal: limit.signal }));
    } catch (thrown) {
      throw failure(thrown, url, limit.signal);
    } finally {
      limit.end();
    }
  }

  private async answered(url: string, init: RequestInit & { readonly signal: AbortSignal }): Promise<Response> {
    try {
      const response = await this.settings.fetch(url, init);
      if (!response.ok) throw await errorOf(response);
      return response;
    } catch (thrown) {
      throw failure(thrown, url, init.signal);
    }
  }

  private request({ method, path, query = {}, body, headers, makes }: Call, options: MakingOptions) {
    const url = new URL(this.settings.baseUrl + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
    }
    const sent = new Headers({
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(makes && { 'idempotency-key': options.idempotencyKey ?? newIdempotencyKey() }),
      ...headers,
    });
    for (const [name, value] of Object.entries(options.headers ?? {})) sent.set(name, value);
    for (const [name, value] of Object.entries(this.settings.credentials(method !== 'GET'))) sent.set(name, value);
    return {
      url: url.href,
      init: { method, headers: sent, ...(body !== undefined && { body: JSON.stringify(body) }) },
    };
  }
}

/** Whole, and still no JSON: something else than the API answers here. */
async function jsonOf<Answer>(response: Response): Promise<Answer> {
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer;
  } catch (cause) {
    const { status, url } = response;
    throw new ImageAIError(`What answers at ${new URL(url).origin} is not the API: is baseUrl right?`, {
      status,
      cause,
    });
  }
}

/** A caller's abort is thrown on as it is; what is no error of ours means that no answer came, or not all of it. */
export function failure(thrown: unknown, url: string, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  return thrown instanceof ImageAIError ? thrown : connectionError(thrown, url);
}

/** Not `crypto.randomUUID`: browsers have that on secure pages alone. */
function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
