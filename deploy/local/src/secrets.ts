import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { StartupError } from '@imageai/backing-services';
import type { Layout } from './layout.js';
import { readJson, writePrivateJson } from './private-file.js';
import { SERVICE_NAMES } from './service-names.js';

/** Who asks the services in the name of the person at the keyboard. */
export const OPERATOR = 'operator';

export interface Secrets {
  postgresPassword: string;
  natsPassword: string;
  keyPepper: string;
  /** What webhooks encrypts signing secrets with. */
  webhookSecretKey: string;
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
    natsPassword: kept?.natsPassword ?? secret(),
    keyPepper: kept?.keyPepper ?? secret(),
    webhookSecretKey: kept?.webhookSecretKey ?? secret(),
    adminToken: kept?.adminToken ?? secret(),
    tokens: Object.fromEntries(callers.map((caller) => [caller, kept?.tokens?.[caller] ?? secret()])),
  };
  writePrivateJson(layout.secretsFile, secrets);
  return secrets;
}

/** What a service needs to know its callers by: no token, only hashes. */
export function tokenHashes({ tokens }: Secrets): Record<string, string> {
  return Object.fromEntries(Object.entries(tokens).map(([caller, token]) => [caller, sha256(token)]));
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function secret(): string {
  return randomBytes(32).toString('hex');
}
