import { parseNetwork } from '@imageai/api';
import { Injectable } from '@nestjs/common';
import { SecretHash } from '../secrets/secret-hash.js';
import { ThrottleRepository } from './throttle.repository.js';

interface Rule {
  readonly limit: number;
  readonly windowSeconds: number;
}

const minutes = 60;
const hours = 3_600;

/** How many attempts are heard, in every span of the window. */
export const throttleRules = {
  /** A password that is tried, by whoever tries and by whose it is. */
  'password by address': { limit: 60, windowSeconds: 15 * minutes },
  'password by e-mail': { limit: 10, windowSeconds: 15 * minutes },
  /** Mails that strangers can make us send. */
  'mail by address': { limit: 20, windowSeconds: hours },
  'mail by e-mail': { limit: 3, windowSeconds: hours },
  'provider by address': { limit: 60, windowSeconds: 15 * minutes },
  'invitation by account': { limit: 50, windowSeconds: hours },
} as const satisfies Record<string, Rule>;

type RuleName = keyof typeof throttleRules;

/** Counts attempts, known address or not: being throttled tells nothing. */
@Injectable()
export class Throttle {
  constructor(
    private readonly repository: ThrottleRepository,
    private readonly hash: SecretHash,
  ) {}

  /** 0 when the attempt is heard; otherwise the seconds until one would be. Later counts are left where one refuses. */
  async take(...counts: readonly (readonly [RuleName, string])[]): Promise<number> {
    for (const [name, of] of counts) {
      const { limit, windowSeconds } = throttleRules[name];
      const wait = await this.repository.take(this.subject(name, of), limit, windowSeconds);
      if (wait > 0) return wait;
    }
    return 0;
  }

  /** After a success: who mistyped before does not wait. */
  forget(name: RuleName, of: string): Promise<void> {
    return this.repository.forget(this.subject(name, of));
  }

  /** Hashed: these rows are no list of addresses that somebody tried. */
  private subject(name: RuleName, of: string): Buffer {
    return this.hash.ofToken('throttle', `${name}\n${of.toLowerCase()}`);
  }
}

/** What attempts of an address are counted by: who has one IPv6 address has 2^64. */
export const countedAddress = (address: string): string =>
  (address.includes(':') ? parseNetwork(`${address}/64`) : undefined) ?? parseNetwork(address) ?? address;
