import { parseArgs } from 'node:util';
import type { FileOptions } from './files.js';
import { rotationNames } from './rotation.js';
import { SecretsError } from './secrets-error.js';

export const HELP = `Usage: npm run secrets -- [options]

Makes every secret of an installation that is not there yet, and writes them for Kubernetes and for compose.yaml.

  --folder <folder>     where they are kept and written (default secrets/)
  --operator <name>     give one more operator a token for their API
  --dismiss <name>      end the tokens of an operator
  --rotate <name>       make one anew; what it replaces stays accepted where two can be
  --retire <name>       end what --rotate left accepted
  --namespace <name>    of the Secrets (default imageai)
  --prefix <name>       their names begin so: secrets.prefix of the chart, or the release (default imageai)
  --postgres <address>  host:port/database (default imageai-postgres-rw:5432/imageai)
  --nats <address>      host:port (default nats.nats:4222)
  --help                print this

Names: ${rotationNames.join(', ')}, operator:<name>.
`;

export interface Options extends FileOptions {
  readonly folder: string;
  readonly operator?: string;
  readonly dismiss?: string;
  readonly rotate?: string;
  readonly retire?: string;
}

/** What the command line asks for; undefined when it asks for help. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { help, operator, dismiss, rotate, retire, ...rest } = parse(args);
  if (help) return undefined;
  if (rotate !== undefined && retire !== undefined) {
    throw new SecretsError(
      '--rotate and --retire are two steps: what was rotated is first given to those that use it.',
    );
  }
  if (operator !== undefined && !/^[a-z0-9][a-z0-9._-]{0,62}$/i.test(operator)) {
    throw new SecretsError(`--operator must be a name of letters and digits, as the audit log shall have it.`);
  }
  if (!/^[^\s/?]+:\d+\/[^\s/?]+(\?\S*)?$/.test(rest.postgres)) {
    throw new SecretsError(`--postgres must look like host:port/database, not "${rest.postgres}".`);
  }
  if (!/^[^\s/]+:\d+$/.test(rest.nats)) throw new SecretsError(`--nats must look like host:port, not "${rest.nats}".`);
  const given = Object.entries({ operator, dismiss, rotate, retire }).filter(([, name]) => name !== undefined);
  return { ...rest, ...Object.fromEntries(given) };
}

function parse(args: readonly string[]) {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', default: false },
        folder: text('secrets'),
        operator: { type: 'string' },
        dismiss: { type: 'string' },
        rotate: { type: 'string' },
        retire: { type: 'string' },
        namespace: text('imageai'),
        prefix: text('imageai'),
        postgres: text('imageai-postgres-rw:5432/imageai'),
        nats: text('nats.nats:4222'),
      },
    });
    return values;
  } catch (error) {
    const name = /'(-[^' ]*)/.exec((error as Error).message)?.[1] ?? 'an argument';
    throw new SecretsError(`${name} is not understood: "npm run secrets -- --help" lists what is.`);
  }
}
