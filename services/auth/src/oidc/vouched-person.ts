import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { authorizationCodeGrant, type Configuration, fetchUserInfo } from 'openid-client';
import { LOGGER } from '../tokens.js';
import type { Identity } from './identities.repository.js';
import type { SignInAttempt } from './sign-in-attempts.repository.js';

/** Whom a provider vouches for. */
export interface VouchedPerson extends Identity {
  /** Only where the provider says that it was verified. */
  readonly email: string | undefined;
  readonly name: string | undefined;
}

/** Asks a provider who came back from it. */
@Injectable()
export class Vouching {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /**
   * State, nonce, PKCE, issuer, audience and signature are all checked; undefined where one does not hold, or where the
   * provider said no.
   * @param callback the URL that the browser came back to
   */
  async ask(configuration: Configuration, callback: URL, attempt: SignInAttempt): Promise<VouchedPerson | undefined> {
    try {
      const tokens = await authorizationCodeGrant(configuration, callback, {
        expectedState: callback.searchParams.get('state') ?? '',
        expectedNonce: attempt.nonce,
        pkceCodeVerifier: attempt.code_verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) return undefined;
      // Many providers put the address only here.
      const about =
        claims.email === undefined ? await fetchUserInfo(configuration, tokens.access_token, claims.sub) : claims;
      const { email, email_verified: verified, name } = about;
      return {
        issuer: claims.iss,
        subject: claims.sub,
        email: verified === true && typeof email === 'string' ? email : undefined,
        name: typeof name === 'string' ? name : undefined,
      };
    } catch (error) {
      this.logger.info({ err: error }, 'a sign-in at a provider did not hold');
      return undefined;
    }
  }
}
