import { Inject, Injectable } from '@nestjs/common';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Config } from '../config.js';
import type { ApiCall } from '../http/api-call.js';
import { CONFIG } from '../tokens.js';

/** How long somebody may be away at a provider, as auth has it. */
const browserTokenSeconds = 600;

/** The cookies of people: HttpOnly, and Secure wherever they reach us by https. */
@Injectable()
export class SessionCookies {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'PUBLIC_URL'>) {}

  session(call: ApiCall): string | undefined {
    return read(call, this.sessionName(call));
  }

  setSession(call: ApiCall, token: string, expiresAt: Date): void {
    const maxAge = Math.max(0, Math.floor((expiresAt.getTime() - Date.now()) / 1000));
    this.set(call, this.sessionName(call), token, maxAge);
  }

  clearSession(call: ApiCall): void {
    this.set(call, this.sessionName(call), '', 0);
  }

  browserToken(call: ApiCall): string | undefined {
    return read(call, this.browserName(call));
  }

  setBrowserToken(call: ApiCall, token: string): void {
    this.set(call, this.browserName(call), token, browserTokenSeconds);
  }

  clearBrowserToken(call: ApiCall): void {
    this.set(call, this.browserName(call), '', 0);
  }

  private set(call: ApiCall, name: string, value: string, maxAge: number): void {
    // Lax, not Strict: whoever follows a link of a mail, or comes back from a provider, is signed in.
    const attributes = { httpOnly: true, secure: this.isSecure(call), sameSite: 'lax', path: '/', maxAge } as const;
    call.setHeaders({ 'set-cookie': stringifySetCookie({ name, value, ...attributes }) });
  }

  private sessionName(call: ApiCall): string {
    return this.name(call, 'imageai_session');
  }

  private browserName(call: ApiCall): string {
    return this.name(call, 'imageai_sign_in');
  }

  /** The prefix makes browsers refuse a cookie of this name that a neighbouring host planted. */
  private name(call: ApiCall, name: string): string {
    return this.isSecure(call) ? `__Host-${name}` : name;
  }

  private isSecure(call: ApiCall): boolean {
    return (this.config.PUBLIC_URL ?? call.origin).startsWith('https:');
  }
}

const read = (call: ApiCall, name: string): string | undefined =>
  parseCookie(call.header('cookie') ?? '')[name] || undefined;
