import { postgresBinaries } from './postgres-binaries.js';
import { assertSetpriv, closedFolder, type Owner, postgresOwner, throughClosedFolders } from './postgres-owner.js';

type CommandLine = [program: string, args: string[]];

/** How Postgres's programs are run on this machine, for this data folder. */
export interface PostgresCommand {
  /** Who the data folder must belong to, when that is not us. */
  owner: Owner | undefined;
  spawnOptions: { env: Record<string, string>; uid?: number; gid?: number };
  initdb(args: readonly string[]): CommandLine;
  postgres(args: readonly string[]): CommandLine;
}

/** Nothing of our own environment: it may hold secrets, and locale settings change messages. */
const env = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

export function postgresCommand(dataDir: string): PostgresCommand {
  const binaries = postgresBinaries();
  const owner = postgresOwner();
  const closed = owner && (closedFolder(dataDir) ?? closedFolder(binaries.postgres));
  if (!owner || !closed) {
    return {
      owner,
      spawnOptions: { env, ...owner },
      initdb: (args) => [binaries.initdb, [...args]],
      postgres: (args) => [binaries.postgres, [...args]],
    };
  }
  assertSetpriv(closed);
  return {
    owner,
    spawnOptions: { env },
    initdb: (args) => throughClosedFolders(owner, binaries.initdb, args),
    postgres: (args) => throughClosedFolders(owner, binaries.postgres, args),
  };
}
