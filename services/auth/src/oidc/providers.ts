import type { SignInProvider } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import type { Logger } from '@imageai/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { allowInsecureRequests, type Configuration, discovery } from 'openid-client';
import type { ProviderSettings, Settings } from '../config.js';
import { LOGGER, SETTINGS } from '../tokens.js';

const timeoutSeconds = 10;

/** The OpenID Connect providers of the settings; what they say of themselves is asked for once, at their first use. */
@Injectable()
export class Providers {
  private readonly configured: readonly ProviderSettings[];
  private readonly found = new Map<string, Configuration>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'OIDC_PROVIDERS' | 'PUBLIC_URL'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.configured = settings.OIDC_PROVIDERS ?? [];
  }

  list(): SignInProvider[] {
    return this.configured.map(({ name, label }) => ({ name, label }));
  }

  find(name: string): ProviderSettings {
    const provider = this.configured.find((one) => one.name === name);
    if (provider === undefined) {
      throw new AppError('not_found', { message: 'No such sign-in provider.', param: 'provider' });
    }
    return provider;
  }

  /** Where a provider sends browsers back to. */
  callbackUrl({ name }: ProviderSettings): string {
    return `${this.settings.PUBLIC_URL}/api/auth/sign-in/${name}/callback`;
  }

  /** Throws `unavailable` while the provider cannot be asked. */
  async configuration({ name, issuer, clientId, clientSecret }: ProviderSettings): Promise<Configuration> {
    const known = this.found.get(name);
    if (known !== undefined) return known;
    try {
      const url = new URL(issuer);
      // The settings let http pass only for this machine itself.
      const execute = url.protocol === 'http:' ? [allowInsecureRequests] : [];
      const configuration = await discovery(url, clientId, clientSecret, undefined, {
        execute,
        timeout: timeoutSeconds,
      });
      this.found.set(name, configuration);
      return configuration;
    } catch (error) {
      this.logger.warn({ err: error, provider: name }, 'sign-in provider cannot be asked');
      throw new AppError('unavailable', { message: 'The sign-in provider does not answer. Try again.', cause: error });
    }
  }
}
