/** Whom a page of the server's own origin acts for; the session's cookie is the browser's to send. */
export interface PageSession {
  /** Of `auth.session`; undefined while nobody is signed in. */
  readonly csrfToken: string | undefined;
  /** Which of the user's accounts is meant; their oldest where undefined. */
  readonly accountId: string | undefined;
}

export interface ImageAIOptions {
  /** "iai_live_…". It is a secret: where strangers can read the page's code, have a server of yours ask instead. */
  readonly apiKey?: string | undefined;
  /** In place of a key, in pages of the server's own origin: asked before each call who is signed in. */
  readonly session?: (() => PageSession) | undefined;
  /** Where the API is: "http://localhost:8080", "https://images.example.com". */
  readonly baseUrl: string;
  /** In place of the global one: for proxies, tests, other runtimes. */
  readonly fetch?: typeof globalThis.fetch;
  /** How often a request that failed is tried again; 2 where absent. */
  readonly maxRetries?: number;
  /** How long one try may take; a minute where absent, and for `generate` as long as its deadline. */
  readonly timeoutMs?: number;
}

/** What a single call can ask for. */
export interface RequestOptions {
  /** Ends the call, and what it waits for; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly maxRetries?: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** Sent as they are, beside those that every request has. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Of calls that make something. */
export interface MakingOptions extends RequestOptions {
  /**
   * Names what is asked for: the same key again makes nothing anew. Each call has a fresh one of its own where absent;
   * give one to survive a restart of your process.
   */
  readonly idempotencyKey?: string | undefined;
}

const defaultMaxRetries = 2;
const defaultTimeoutMs = 60_000;

export interface Settings {
  /** What says who asks: headers of a call, by whether it changes something. */
  readonly credentials: (changes: boolean) => Readonly<Record<string, string>>;
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly maxRetries: number;
  readonly timeoutMs: number | undefined;
}

export const timeoutOf = ({ timeoutMs }: Settings, request: RequestOptions, otherwise = defaultTimeoutMs): number =>
  request.timeoutMs ?? timeoutMs ?? otherwise;

/** What the options say, with defaults filled in; a mistake is told at once, and never shows the key. */
export function settingsOf(options: ImageAIOptions): Settings {
  const { baseUrl, maxRetries = defaultMaxRetries, timeoutMs } = options;
  const credentials = credentialsOf(options);
  if (typeof baseUrl !== 'string' || !URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw new TypeError('baseUrl must be an address such as "https://images.example.com".');
  }
  if (!Number.isInteger(maxRetries) || maxRetries < 0) throw new TypeError('maxRetries must be a whole number.');
  if (timeoutMs !== undefined && !(timeoutMs > 0)) throw new TypeError('timeoutMs must be above 0.');
  return {
    credentials,
    baseUrl: baseUrl.replace(/\/+$/, ''),
    // Bound late and called without a receiver: browsers refuse fetch as a method of something else.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    maxRetries,
    timeoutMs,
  };
}

function credentialsOf({ apiKey, session }: ImageAIOptions): Settings['credentials'] {
  if (session !== undefined && apiKey !== undefined)
    throw new TypeError('apiKey must be absent where session is given.');
  if (session !== undefined) {
    return (changes) => {
      const { csrfToken, accountId } = session();
      return {
        ...(changes && csrfToken !== undefined && { 'x-csrf-token': csrfToken }),
        ...(accountId !== undefined && { 'x-account-id': accountId }),
      };
    };
  }
  if (typeof apiKey !== 'string' || !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new TypeError('apiKey must be an API key such as "iai_live_…".');
  }
  const headers = { authorization: `Bearer ${apiKey}` };
  return () => headers;
}
