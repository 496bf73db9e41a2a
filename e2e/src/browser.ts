import { randomInt, randomUUID } from 'node:crypto';
import { type CallAnswer, isJson } from './client.js';
import { linkTo, tokenIn } from './mailbox.js';
import { stand } from './the-stand.js';

interface Signed {
  readonly csrf_token: string;
  readonly memberships: readonly { readonly account_id: string; readonly role: string }[];
}

/** As much of a browser as signing in needs: it keeps cookies, and its pages know their CSRF token. */
export class Browser {
  private readonly cookies = new Map<string, string>();
  /** Of a network that is for tests (RFC 2544). */
  private readonly address = `198.18.${randomInt(256)}.${randomInt(256)}`;
  csrfToken = '';
  memberships: Signed['memberships'] = [];

  constructor(readonly email = `${randomUUID()}@e2e.example`) {}

  /** Somebody new with an account of their own, signed in. */
  static async signedUp(): Promise<Browser> {
    const browser = new Browser();
    const password = browser.password;
    const { status } = await browser.send('POST', '/api/auth/sign-up', { email: browser.email, password, name: 'Ada' });
    if (status !== 202) throw new Error(`signing up answered ${status}`);
    await browser.enter('/api/auth/verify-email', { token: await browser.token('verify-email'), password });
    return browser;
  }

  /** Somebody new whom an owner has invited, signed in. */
  static async joining(owner: Browser, role: string): Promise<Browser> {
    const browser = new Browser();
    const { password } = browser;
    await owner.send('POST', '/api/invitations', { email: browser.email, role });
    const token = await browser.token('accept-invitation');
    await browser.enter('/api/auth/accept-invitation', { token, name: role, password });
    return browser;
  }

  readonly password = `a password of ${randomUUID()}`;

  get accountId(): string {
    return this.memberships[0]?.account_id ?? '';
  }

  /** What it would send: for another browser that goes on as this one. */
  get kept(): { name: string; value: string }[] {
    return [...this.cookies].map(([name, value]) => ({ name, value }));
  }

  /** What stands in the link of the newest mail that leads to a page. */
  async token(page: string): Promise<string> {
    return tokenIn(await linkTo(this.email, page));
  }

  /** A call that signs in. */
  async enter(path: string, body: unknown): Promise<CallAnswer<Signed>> {
    const answer = await this.send<Signed>('POST', path, body);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    this.csrfToken = answer.body.csrf_token;
    this.memberships = answer.body.memberships;
    return answer;
  }

  /** What a page asks for. */
  async send<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<CallAnswer<Body>> {
    const response = await fetch(`${stand.url}${path}`, {
      method,
      headers: {
        'x-forwarded-for': this.address,
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(isJson(body) && { 'content-type': 'application/json' }),
        ...(method !== 'GET' && { 'x-csrf-token': this.csrfToken, origin: new URL(stand.url).origin }),
        ...headers,
      },
      ...(body !== undefined && { body: isJson(body) ? JSON.stringify(body) : (body as FormData) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.keep(cookie);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text || 'null') };
  }

  private keep(cookie: string): void {
    const [pair = ''] = cookie.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
