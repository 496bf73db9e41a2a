import { natsAuthorization } from '@imageai/backing-services';
import { roleOf, roleStatements, schemaOwners } from '@imageai/db';
import { natsPermissions } from '@imageai/messaging';
import { stringify } from 'yaml';
import { natsUserNames, type Secrets } from './secrets.js';
import { type Places, settingsOf } from './settings.js';

export interface FileOptions extends Places {
  readonly namespace: string;
  /** `secrets.prefix` of the chart. */
  readonly prefix: string;
}

/** Everything that is written, by its path in the folder. */
export function filesOf(secrets: Secrets, options: FileOptions): Record<string, string> {
  const database = options.postgres.replace(/\?.*$/, '').split('/')[1] ?? 'imageai';
  return {
    'kubernetes.yaml': kubernetesManifests(secrets, options),
    'nats-users.conf': `${natsAuthorization(natsUsers(secrets))}\n`,
    'postgres.sql': `${roleStatements(database, secrets.postgres).join(';\n')};\n`,
    ...composeFiles(secrets),
    ...operatorFiles(secrets),
  };
}

/** A user a service with only its rights, one more while it is replaced, and the operator's, who may do everything. */
function natsUsers({ nats }: Secrets) {
  return natsUserNames.flatMap((name) =>
    nats[name].map((login) => ({
      ...login,
      ...(name !== 'operator' && { permissions: natsPermissions(name) }),
    })),
  );
}

/** The Secrets that docs/operations/secrets.md lists. */
function kubernetesManifests(secrets: Secrets, { namespace, prefix, ...places }: FileOptions): string {
  const secret = (name: string, data: Readonly<Record<string, string>>, type = 'Opaque') => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${prefix}-${name}`, namespace, labels: { 'app.kubernetes.io/part-of': 'imageai' } },
    type,
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)])),
  });
  const manifests = [
    ...Object.entries(settingsOf(secrets, places)).map(([name, settings]) => secret(name, settings)),
    ...schemaOwners.map((service) =>
      secret(
        `${service}-postgres`,
        { username: roleOf(service), password: secrets.postgres[service] },
        'kubernetes.io/basic-auth',
      ),
    ),
    secret('nats-users', { 'nats-users.conf': `${natsAuthorization(natsUsers(secrets))}\n` }),
  ];
  return manifests.map((manifest) => stringify(manifest)).join('---\n');
}

/** A file a setting, as compose.yaml mounts them; Postgres and NATS have the names that it gives them. */
function composeFiles(secrets: Secrets): Record<string, string> {
  const settings = settingsOf(secrets, { postgres: 'postgres:5432/imageai', nats: 'nats:4222' });
  const files = Object.entries(settings).flatMap(([service, values]) =>
    Object.entries(values).map(([name, value]) => [`compose/${service}/${name}`, `${value}\n`]),
  );
  return { ...Object.fromEntries(files), 'compose/postgres/PASSWORD': `${secrets.postgres.superuser}\n` };
}

/** What each operator is given: to be sourced before `imageai admin`. */
const operatorFiles = ({ operators }: Secrets): Record<string, string> =>
  Object.fromEntries(
    Object.entries(operators).map(([name, [token]]) => [
      `operators/${name}.env`,
      `export IMAGEAI_ADMIN_TOKEN=${token}\n`,
    ]),
  );

const base64 = (text: string): string => Buffer.from(text).toString('base64');
