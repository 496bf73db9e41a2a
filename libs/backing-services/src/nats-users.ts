/** A user of nats-server. */
export interface NatsUser {
  readonly user: string;
  readonly password: string;
  /** Everything where absent. */
  readonly permissions?: { readonly publish: readonly string[]; readonly subscribe: readonly string[] };
}

/** The part of nats-server's configuration that names its users; its language takes JSON for values. */
export function natsAuthorization(users: readonly NatsUser[]): string {
  const lines = users.map(({ user, password, permissions }) => {
    if (permissions === undefined) return JSON.stringify({ user, password });
    const { publish, subscribe } = permissions;
    return JSON.stringify({ user, password, permissions: { publish: only(publish), subscribe: only(subscribe) } });
  });
  return ['authorization {', '  users: [', `    ${lines.join(',\n    ')}`, '  ]', '}'].join('\n');
}

/** An empty list would allow everything. */
const only = (subjects: readonly string[]): object => (subjects.length > 0 ? { allow: subjects } : { deny: ['>'] });
