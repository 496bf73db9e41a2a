import { exitCodes } from '../exit-codes.js';
import { CliError } from '../failure.js';
import { PassingFailure } from './patience.js';

export interface HubOptions {
  /** Where the hub is: "https://huggingface.co", or a mirror of it. */
  readonly endpoint: string;
  readonly token?: string | undefined;
}

/** A repository at one commit. */
export interface Revision {
  readonly repository: string;
  readonly commit: string;
  readonly licence: string | undefined;
}

/** What the hub says of a file before it is fetched. */
export interface HubFile {
  /** With `/`, from the repository's root. */
  readonly path: string;
  readonly bytes: number;
  /** The hub names the sha256 of large files, and git's own id of a blob of small ones. */
  readonly digest: { readonly kind: 'sha256' | 'git-blob'; readonly hex: string };
}

interface TreeEntry {
  readonly type: string;
  readonly path: string;
  readonly oid: string;
  readonly size: number;
  readonly lfs?: { readonly oid: string; readonly size: number };
}

/** A hub that speaks the protocol of huggingface.co, as far as fetching files needs it. */
export class Hub {
  private readonly endpoint: URL;

  constructor(private readonly options: HubOptions) {
    if (!/^https?:/i.test(options.endpoint) || !URL.canParse(options.endpoint)) {
      throw new CliError(`${options.endpoint} is not the address of a hub: it must begin with https://.`);
    }
    this.endpoint = new URL(options.endpoint.replace(/\/*$/, '/'));
  }

  /** Where people read about a repository. */
  page(repository: string): string {
    return new URL(repository, this.endpoint).href;
  }

  /** Which commit a branch or tag is at now: what is fetched later is of that one, whatever is pushed meanwhile. */
  async revision(repository: string, name: string, signal: AbortSignal): Promise<Revision> {
    const what = `${repository} at ${name}`;
    const path = `api/models/${repository}/revision/${encodeURIComponent(name)}`;
    const { body } = await this.json<{ sha?: unknown; cardData?: { license?: unknown } }>(path, what, signal);
    const { sha, cardData } = body;
    if (typeof sha !== 'string' || !/^[0-9a-f]{40,64}$/.test(sha)) throw this.strange(what);
    const licence = cardData?.license;
    return { repository, commit: sha, licence: typeof licence === 'string' ? licence : undefined };
  }

  /** All files of it. */
  async files({ repository, commit }: Revision, signal: AbortSignal): Promise<HubFile[]> {
    const files: HubFile[] = [];
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({ recursive: 'true', ...(cursor !== undefined && { cursor }) });
      const path = `api/models/${repository}/tree/${commit}?${query}`;
      const { body, headers } = await this.json<readonly TreeEntry[]>(path, repository, signal);
      if (!Array.isArray(body)) throw this.strange(repository);
      for (const entry of body as readonly TreeEntry[]) if (entry.type === 'file') files.push(toFile(entry));
      cursor = nextCursor(headers);
    } while (cursor !== undefined);
    return files;
  }

  /** A file from a byte on; the hub may send all of it nevertheless (200 instead of 206). */
  async open({ repository, commit }: Revision, path: string, from: number, signal: AbortSignal): Promise<Response> {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return this.request(`${repository}/resolve/${commit}/${encoded}`, path, signal, {
      // A compressed answer has other bytes and another length.
      'accept-encoding': 'identity',
      ...(from > 0 && { range: `bytes=${from}-` }),
    });
  }

  private async json<Body>(path: string, what: string, signal: AbortSignal): Promise<{ body: Body; headers: Headers }> {
    const response = await this.request(path, what, signal);
    try {
      return { body: (await response.json()) as Body, headers: response.headers };
    } catch (error) {
      signal.throwIfAborted();
      throw this.strange(what, error);
    }
  }

  /** `fetch` follows redirects, and leaves the token out where one leads to another host. */
  private async request(
    path: string,
    what: string,
    signal: AbortSignal,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const { token } = this.options;
    let response: Response;
    try {
      const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
      response = await fetch(new URL(path, this.endpoint), { signal, headers: { ...headers, ...authorization } });
    } catch (error) {
      signal.throwIfAborted();
      throw new PassingFailure(`No answer from ${this.endpoint.host}: ${causeOf(error)}.`);
    }
    if (response.ok || response.status === 416) return response;
    await response.body?.cancel();
    throw this.refusal(response.status, what);
  }

  private refusal(status: number, what: string): Error {
    const { host } = this.endpoint;
    if (status === 401 || status === 403) {
      const advice = this.options.token
        ? 'the token may not read it: accept its terms on the hub, or take another token'
        : 'set HF_TOKEN to a token that may read it, if it exists';
      return new CliError(`${host} does not show ${what}: ${advice}.`, exitCodes.notAllowed);
    }
    if (status === 404) return new CliError(`${host} has no ${what}.`);
    if (status === 429 || status >= 500) return new PassingFailure(`${host} answers ${status} for ${what}.`);
    return new CliError(`${host} answers ${status} for ${what}.`, exitCodes.failed);
  }

  private strange(what: string, cause?: unknown): CliError {
    const message = `${this.endpoint.host} answers for ${what} in a way that no hub does: check the address.`;
    return new CliError(message, exitCodes.failed, { cause });
  }
}

const toFile = ({ path, oid, size, lfs }: TreeEntry): HubFile =>
  lfs === undefined
    ? { path, bytes: size, digest: { kind: 'git-blob', hex: oid } }
    : { path, bytes: lfs.size, digest: { kind: 'sha256', hex: lfs.oid } };

/** Of a list's next page. Its address is not followed: a mirror may name the hub that it mirrors, who is not asked. */
function nextCursor(headers: Headers): string | undefined {
  const [, next] = /<([^>]*)>;\s*rel="next"/.exec(headers.get('link') ?? '') ?? [];
  return next === undefined ? undefined : (new URL(next, 'http://hub').searchParams.get('cursor') ?? undefined);
}

function causeOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : String(cause);
}
