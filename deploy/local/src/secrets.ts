import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { StartupError } from '@imageai/backing-services';
import { type SchemaOwner, schemaOwners } from '@imageai/db';
import { type NatsService, natsServices } from '@imageai/messaging';
import type { Layout } from './layout.js';
import { readJson, writePrivateJson } from './private-file.js';
import { SERVICE_NAMES } from './service-names.js';

/** Who asks the services in the name of the person at the keyboard. */
export const OPERATOR = 'operator';

export interface Secrets {
  /** Of the superuser. */
  postgresPassword: string;
  /** Of the role of each service that keeps a schema. */
  postgresPasswords: Record<SchemaOwner, string>;
  /** Of the user who may do everything. */
  natsPassword: string;
  /** Of the user of each service that uses NATS. */
  natsPasswords: Record<NatsService, string>;
  keyPepper: string;
  /** What webhooks encrypts signing secrets with. */
  webhookSecretKey: string;
  /** What the URLs of private images are signed with. */
  imageUrlKey: string;
  /** What the person at the keyboard shows to the operators' API. */
  adminToken: string;
  /** Caller name to the token that it shows. */
  tokens: Record<string, string>;
}

/** Generated at the first start, kept for later ones; callers that are new get theirs. */
export function loadSecrets(layout: Layout): Secrets {
  const kept = readJson<Partial<Secrets>>(layout.secretsFile);
  if (!kept && existsSync(layout.postgres)) {
    throw new StartupError(
      `${layout.secretsFile} is gone, and the data cannot be opened without it: put it back, or begin anew with --fresh.`,
    );
  }
  const callers = [...SERVICE_NAMES, OPERATOR];
  const secrets: Secrets = {
    postgresPassword: kept?.postgresPassword ?? secret(),
    postgresPasswords: secretsOf(schemaOwners, kept?.postgresPasswords),
    natsPassword: kept?.natsPassword ?? secret(),
    natsPasswords: secretsOf(natsServices, kept?.natsPasswords),
    keyPepper: kept?.keyPepper ?? secret(),
    webhookSecretKey: kept?.webhookSecretKey ?? secret(),
    imageUrlKey: kept?.imageUrlKey ?? secret(),
    adminToken: kept?.adminToken ?? secret(),
    tokens: secretsOf(callers, kept?.tokens),
  };
  writePrivateJson(layout.secretsFile, secrets);
  return secrets;
}

/** What a service needs to know its callers by: no token, only hashes. */
export function tokenHashes({ tokens }: Secrets): Record<string, string> {
  return Object.fromEntries(Object.entries(tokens).map(([caller, token]) => [caller, sha256(token)]));
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function secretsOf<Name extends string>(
  names: readonly Name[],
  kept: Partial<Record<Name, string>> = {},
): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, kept[name] ?? secret()])) as Record<Name, string>;
}

function secret(): string {
  return randomBytes(32).toString('hex');
}
