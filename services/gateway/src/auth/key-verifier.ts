import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import type { AuthClient } from '../peers/peers.js';
import { untilAvailable } from '../peers/until-available.js';
import { AUTH, CONFIG } from '../tokens.js';
import { type Caller, toCaller } from './caller.js';

interface Entry {
  /** When auth was asked: its answer may have been true at that moment only. */
  readonly askedAt: number;
  readonly caller: Promise<Caller | undefined>;
}

/** Clock that never goes back, in milliseconds. */
export type MonotonicClock = () => number;

/**
 * What auth says of a key, remembered for less than a second, refusals too: a revocation is in force everywhere
 * within a second by the age of what is remembered alone. Requests with one key at one time ask once.
 */
@Injectable()
export class KeyVerifier {
  private readonly entries = new Map<string, Entry>();
  private now: MonotonicClock = () => performance.now();

  constructor(
    @Inject(AUTH) private readonly auth: AuthClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'KEY_CACHE_MS' | 'KEY_CACHE_SIZE' | 'PEER_PATIENCE_MS'>,
  ) {}

  /** For tests: time that they move. */
  useClock(now: MonotonicClock): this {
    this.now = now;
    return this;
  }

  /** The caller of a key in force; undefined where auth refuses it. */
  verify(secret: string): Promise<Caller | undefined> {
    // The secret itself is not kept in memory.
    const name = createHash('sha256').update(secret).digest('base64');
    const known = this.entries.get(name);
    const askedAt = this.now();
    if (known !== undefined && askedAt - known.askedAt < this.config.KEY_CACHE_MS) return known.caller;

    const entry = { askedAt, caller: this.ask(secret) };
    this.entries.delete(name);
    this.entries.set(name, entry);
    entry.caller.catch(() => {
      if (this.entries.get(name) === entry) this.entries.delete(name);
    });
    this.forgetOldest();
    return entry.caller;
  }

  private async ask(secret: string): Promise<Caller | undefined> {
    const { result } = await untilAvailable(this.config.PEER_PATIENCE_MS, () => this.auth.verifyKey({ secret }));
    return result?.$case === 'principal' ? toCaller(result.value) : undefined;
  }

  /** The map is in the order of asking. */
  private forgetOldest(): void {
    if (this.entries.size <= this.config.KEY_CACHE_SIZE) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }
}
