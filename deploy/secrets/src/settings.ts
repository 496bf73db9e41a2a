import { createHash } from 'node:crypto';
import { roleOf, schemaOwners } from '@imageai/db';
import { natsServices } from '@imageai/messaging';
import { callers, type Secrets } from './secrets.js';

/** Where the backing services are, as the services reach them. */
export interface Places {
  /** "host:port/database", with parameters after a "?" where they are wanted. */
  readonly postgres: string;
  /** "host:port". */
  readonly nats: string;
}

type Settings = Readonly<Record<string, string>>;

/** The secret settings of every service, and what the Secret `callers` holds for all of them. */
export function settingsOf(secrets: Secrets, { postgres, nats }: Places): Record<string, Settings> {
  const services = callers.filter((caller) => caller !== 'operator');
  const settings = Object.fromEntries(
    services.map((service): [string, Settings] => [
      service,
      { SERVICE_TOKEN: secrets.tokens[service][0] ?? '', ...ownSettings(service, secrets) },
    ]),
  );
  for (const service of schemaOwners) {
    const url = `postgres://${roleOf(service)}:${secrets.postgres[service]}@${postgres}`;
    settings[service] = { ...settings[service], POSTGRES_URL: url };
  }
  for (const service of natsServices) {
    const [login] = secrets.nats[service];
    settings[service] = { ...settings[service], NATS_URL: `nats://${login?.user}:${login?.password}@${nats}` };
  }
  return {
    ...settings,
    callers: { SERVICE_TOKEN_HASHES: JSON.stringify(hashesOf(secrets.tokens)) },
    operator: { SERVICE_TOKEN: secrets.tokens.operator[0] ?? '' },
  };
}

function ownSettings(service: string, secrets: Secrets): Settings {
  const { keyPepper, webhookKeys, imageUrlKeys, operators, tokens } = secrets;
  const imageUrls = { IMAGE_URL_KEYS: imageUrlKeys.join(',') };
  const own: Readonly<Record<string, Settings>> = {
    auth: { KEY_PEPPER: keyPepper },
    gateway: {
      ADMIN_TOKEN_HASHES: JSON.stringify(hashesOf(operators)),
      OPERATOR_SERVICE_TOKEN: tokens.operator[0] ?? '',
      ...imageUrls,
    },
    storage: imageUrls,
    webhooks: { SECRET_KEYS: webhookKeys.map(({ name, key }) => `${name}:${key}`).join(','), ...imageUrls },
  };
  return own[service] ?? {};
}

function hashesOf(tokens: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  const hash = (token: string) => createHash('sha256').update(token).digest('hex');
  return Object.fromEntries(Object.entries(tokens).map(([caller, accepted]) => [caller, accepted.map(hash)]));
}
