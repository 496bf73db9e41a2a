import { Command, InvalidArgumentError } from 'commander';
import type { Context } from '../../context.js';
import type { Variants } from '../../hub/choose-files.js';
import { Hub } from '../../hub/hub.js';
import { pullModel } from '../../hub/pull-model.js';
import { bar } from '../../terminal/bar.js';
import { megabytes } from '../../terminal/bytes.js';

interface PullOptions {
  readonly models: string;
  readonly name?: string;
  readonly revision: string;
  readonly variant: Variants;
  readonly token?: string;
  readonly endpoint?: string;
  readonly json?: boolean;
}

const firstWaitMs = 1_000;
const noVariants: Variants = { everywhere: undefined, byComponent: {} };

export const pullCommand = (context: Context): Command =>
  new Command('pull')
    .description('Fetches a model that was exported to ONNX from a hub; called again, goes on from where it ended.')
    .argument('<repository>', 'on the hub: owner/name', repository)
    .requiredOption('--models <folder>', 'the folder to make the model’s own in (npm start -- --models <folder>)')
    .option('--name <name>', 'of the model and its folder (default: the repository’s)', modelName)
    .option('--revision <revision>', 'branch, tag or commit', 'main')
    .option('--variant <variant>', 'fp16 for model_fp16.onnx; of one component: unet=fp16', variant, noVariants)
    .option('--endpoint <url>', 'a mirror, in place of HF_ENDPOINT')
    .option('--token <token>', 'in place of HF_TOKEN, which others on the machine do not see')
    .option('--json', 'print JSON, for programs')
    .action((name: string, options: PullOptions) => pull(context, name, options));

async function pull(context: Context, repositoryName: string, options: PullOptions): Promise<void> {
  const { terminal, interruption } = context;
  const { endpoint = context.hub.endpoint, token = context.hub.token } = options;
  const { models, revision, variant: variants, name = repositoryName.slice(repositoryName.indexOf('/') + 1) } = options;
  terminal.status(`Asking for ${repositoryName}`);
  const pulled = await pullModel(
    new Hub({ endpoint, token }),
    { repository: repositoryName, revision, models, name, variants },
    {
      signal: interruption.signal,
      waitMs: firstWaitMs,
      onProgress: (done, of, path) => terminal.status(progress(done, of, path)),
    },
  );
  terminal.statusDone();
  if (options.json) return context.printJson(pulled);
  if (pulled.was_there) terminal.note('It was there already.');
  if (pulled.licence === null) terminal.note('The hub names no licence: read about the model before you use it.');
  else terminal.note(`Licence: ${pulled.licence}`);
  context.print(pulled.folder);
}

const progress = (done: number, of: number, path: string): string =>
  `${bar(of === 0 ? 1 : done / of)} ${megabytes(done)} of ${megabytes(of)}, ${path}`;

function repository(text: string): string {
  if (/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(text)) return text;
  throw new InvalidArgumentError('It must be owner/name.');
}

function modelName(text: string): string {
  if (/^[\w-][\w.-]*$/.test(text)) return text;
  throw new InvalidArgumentError('It must be the name of a folder, of letters, digits, ".", "_" and "-".');
}

function variant(text: string, before: Variants): Variants {
  const [, component, name] = /^(?:([\w-]+)=)?([\w.-]+)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('It must be a name such as fp16, or component=name.');
  if (component === undefined) return { ...before, everywhere: name };
  return { ...before, byComponent: { ...before.byComponent, [component]: name } };
}
