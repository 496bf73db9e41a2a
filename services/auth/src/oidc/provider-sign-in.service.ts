import { timingSafeEqual } from 'node:crypto';
import {
  type BeginSignInRequest,
  type BeginSignInResponse,
  CompleteSignInRefusal,
  type CompleteSignInRequest,
  type CompleteSignInResponse,
} from '@imageai/contracts/auth';
import { Injectable } from '@nestjs/common';
import { buildAuthorizationUrl, calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier } from 'openid-client';
import { checkClient } from '../people/client.js';
import { newToken, SecretHash } from '../secrets/secret-hash.js';
import { countedAddress, Throttle } from '../throttle/throttle.js';
import { Arrivals } from './arrivals.js';
import { Providers } from './providers.js';
import { SignInAttemptsRepository } from './sign-in-attempts.repository.js';
import { Vouching } from './vouched-person.js';

const refused = (refusal: CompleteSignInRefusal): CompleteSignInResponse => ({
  result: { $case: 'refusal', value: refusal },
});

/** Sign-in by OpenID Connect: authorisation code with PKCE, state and nonce, bound to the browser that began. */
@Injectable()
export class ProviderSignInService {
  constructor(
    private readonly providers: Providers,
    private readonly attempts: SignInAttemptsRepository,
    private readonly vouching: Vouching,
    private readonly arrivals: Arrivals,
    private readonly throttle: Throttle,
    private readonly hash: SecretHash,
  ) {}

  async begin({ provider: name, client }: BeginSignInRequest): Promise<BeginSignInResponse> {
    const { address } = checkClient(client);
    const provider = this.providers.find(name);
    const wait = await this.throttle.take(['provider by address', countedAddress(address)]);
    if (wait > 0) return { result: { $case: 'throttled', value: { retryAfterSeconds: wait } } };
    const configuration = await this.providers.configuration(provider);
    const [state, browserToken, nonce, codeVerifier] = [
      newToken(),
      newToken(),
      randomNonce(),
      randomPKCECodeVerifier(),
    ];
    await this.attempts.insert(this.hash.ofToken('state', state), name, {
      browser_hash: this.hash.ofToken('browser', browserToken),
      nonce,
      code_verifier: codeVerifier,
    });
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: this.providers.callbackUrl(provider),
      scope: provider.scope,
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
    return { result: { $case: 'redirect', value: { url: url.href, browserToken } } };
  }

  async complete(request: CompleteSignInRequest): Promise<CompleteSignInResponse> {
    const client = checkClient(request.client);
    const provider = this.providers.find(request.provider);
    const callback = new URL(this.providers.callbackUrl(provider));
    callback.search = request.query;
    const state = callback.searchParams.get('state') ?? '';
    const attempt = await this.attempts.take(this.hash.ofToken('state', state), provider.name);
    const browser = this.hash.ofToken('browser', request.browserToken);
    if (attempt === undefined || !timingSafeEqual(attempt.browser_hash, browser)) {
      return refused(CompleteSignInRefusal.COMPLETE_SIGN_IN_REFUSAL_UNKNOWN_ATTEMPT);
    }
    const configuration = await this.providers.configuration(provider);
    const person = await this.vouching.ask(configuration, callback, attempt);
    if (person === undefined) {
      return refused(CompleteSignInRefusal.COMPLETE_SIGN_IN_REFUSAL_REFUSED_BY_PROVIDER);
    }
    const signedIn = await this.arrivals.receive(person, provider.name, client);
    return signedIn === undefined
      ? refused(CompleteSignInRefusal.COMPLETE_SIGN_IN_REFUSAL_EMAIL_NOT_VERIFIED)
      : { result: { $case: 'signedIn', value: signedIn } };
  }
}
