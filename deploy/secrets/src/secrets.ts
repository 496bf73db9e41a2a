import { randomBytes } from 'node:crypto';
import { type SchemaOwner, schemaOwners } from '@imageai/db';
import { type NatsService, natsServices } from '@imageai/messaging';

/** Those who call services by gRPC; the operator is who runs the platform. */
export const callers = [
  'auth',
  'gateway',
  'generation',
  'inference',
  'metering',
  'operator',
  'storage',
  'webhooks',
] as const;

export type Caller = (typeof callers)[number];
export type NatsUserName = NatsService | 'operator';
export type PostgresUser = SchemaOwner | 'superuser';

export const natsUserNames: readonly NatsUserName[] = [...natsServices, 'operator'];
export const postgresUsers: readonly PostgresUser[] = [...schemaOwners, 'superuser'];

export interface Login {
  readonly user: string;
  readonly password: string;
}

export interface SigningKey {
  readonly name: string;
  readonly key: string;
}

/** All that an installation keeps secret. Of lists the first is the one in use; those after it are still accepted. */
export interface Secrets {
  readonly tokens: Readonly<Record<Caller, readonly string[]>>;
  readonly nats: Readonly<Record<NatsUserName, readonly Login[]>>;
  readonly postgres: Readonly<Record<PostgresUser, string>>;
  /** Whose tokens the operators' API takes, by the name that the audit log has. */
  readonly operators: Readonly<Record<string, readonly string[]>>;
  readonly keyPepper: string;
  readonly webhookKeys: readonly SigningKey[];
  /** What the URLs of private images are signed with. */
  readonly imageUrlKeys: readonly string[];
}

/** What is kept, with what is missing made. */
export function completed(kept: Partial<Secrets> = {}): Secrets {
  return {
    tokens: forEach(callers, (caller) => kept.tokens?.[caller] ?? [random()]),
    nats: forEach(natsUserNames, (user) => kept.nats?.[user] ?? [{ user, password: random() }]),
    postgres: forEach(postgresUsers, (user) => kept.postgres?.[user] ?? random()),
    operators: kept.operators ?? { operator: [random()] },
    keyPepper: kept.keyPepper ?? random(),
    webhookKeys: kept.webhookKeys ?? [{ name: 'k1', key: random() }],
    imageUrlKeys: kept.imageUrlKeys ?? [random()],
  };
}

function forEach<Name extends string, Value>(names: readonly Name[], make: (name: Name) => Value): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Record<Name, Value>;
}

/** 32 bytes in hex: it needs no quoting anywhere, be it a URL, SQL or YAML. */
export const random = (): string => randomBytes(32).toString('hex');
