import { natsSettings, positive, postgresSettings, rpcServerSettings, serviceSettings } from '@imageai/config';
import { z } from 'zod';

const isLoopback = (url: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);

const provider = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  label: z.string().min(1).max(60),
  issuer: z.url().refine((text) => text.startsWith('https:') || isLoopback(new URL(text)), 'must be https'),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scope: z.string().default('openid email profile'),
});

/** An OpenID Connect provider that people can sign in at. */
export type ProviderSettings = z.output<typeof provider>;

const providers = z
  .string()
  .transform((text, context) => {
    try {
      return z.array(provider).parse(JSON.parse(text));
    } catch {
      // What is wrong is not told: the text holds secrets.
      context.addIssue('must be a JSON array of {name, label, issuer, clientId, clientSecret}, issuers with https');
      return z.NEVER;
    }
  })
  .optional();

export const configSchema = z.object({
  ...serviceSettings,
  ...rpcServerSettings,
  ...postgresSettings,
  ...natsSettings,
  KEY_PEPPER: z
    .string()
    .min(32)
    .describe(
      'Secret that API keys, sessions and links are hashed with; whoever changes it makes all of them invalid.',
    ),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://localhost:8080')
    .transform((url) => url.replace(/\/+$/, ''))
    .describe('Where people reach the website: links in mails and the way back from sign-in providers begin so.'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('Mail server, as smtp://user:password@host:port; without one, mails are written to the log.'),
  MAIL_FROM: z.string().default('Image AI <no-reply@localhost>').describe('Sender of the mails.'),
  SESSION_IDLE_HOURS: positive.default(72).describe('Hours after which a session that was not used is over.'),
  SESSION_DAYS: positive.default(30).describe('Days after which every session is over.'),
  OIDC_PROVIDERS: providers.describe(
    'OpenID Connect providers to sign in at, as a JSON array of {name, label, issuer, clientId, clientSecret, scope}; each is to send browsers back to PUBLIC_URL/api/auth/sign-in/<name>/callback.',
  ),
});

export type Config = z.output<typeof configSchema>;

/** What of the settings the service's own parts need. */
export type Settings = Pick<
  Config,
  'PUBLIC_URL' | 'MAIL_FROM' | 'SESSION_IDLE_HOURS' | 'SESSION_DAYS' | 'OIDC_PROVIDERS'
>;
