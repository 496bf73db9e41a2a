import { readFile } from 'node:fs/promises';
import type { OptimiseProgress, OptimiseReport } from '@imageai/diffusion';
import { Command, InvalidArgumentError } from 'commander';
import type { Context } from '../../context.js';
import { exitCodes } from '../../exit-codes.js';
import { CliError } from '../../failure.js';
import { bar } from '../../terminal/bar.js';
import { megabytes } from '../../terminal/bytes.js';
import { table } from '../../terminal/table.js';
import { number } from '../numbers.js';
import { inChild } from './in-child.js';
import { modelFolder } from './model-folder.js';
import type { OptimiseRequest } from './optimise-child.js';

interface OptimiseCommandOptions {
  readonly component?: readonly string[];
  readonly prompts?: string;
  readonly size?: number;
  readonly steps?: number;
  readonly minPsnr: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

const child = new URL('./optimise-child.js', import.meta.url);
const leastPsnrDb = 20;

const stages: Readonly<Record<OptimiseProgress['stage'], string>> = {
  reference: 'pictures of the model as it is',
  calibration: 'watching what values occur',
  comparison: 'pictures of the int8 model',
};

export const optimiseCommand = (context: Context): Command =>
  new Command('optimise')
    .description('Makes a model quicker on processors by int8, measures what that costs, and keeps it if it is little.')
    .argument('<folder>', 'with a model_index.json')
    .option('--component <names>', 'such as unet,vae_decoder (default: the denoiser)', names)
    .option('--prompts <file>', 'a prompt a line, to calibrate with (default: twelve of many kinds)')
    .option('--size <pixels>', 'of the pictures, a side (default: 512)', whole)
    .option('--steps <n>', 'of a picture (default: the model’s own)', whole)
    .option(
      '--min-psnr <decibels>',
      'how near the pictures must stay to those of the model as it was',
      number,
      leastPsnrDb,
    )
    .option('--force', 'keep it though they do not')
    .option('--json', 'print JSON, for programs')
    .action((folder: string, options: OptimiseCommandOptions) => optimise(context, folder, options));

async function optimise(context: Context, named: string, options: OptimiseCommandOptions): Promise<void> {
  const { terminal, interruption } = context;
  const folder = await modelFolder(named);
  const request: OptimiseRequest = {
    folder,
    options: {
      components: options.component,
      prompts: options.prompts === undefined ? undefined : await promptsOf(options.prompts),
      size: options.size,
      steps: options.steps,
      leastPsnrDb: options.minPsnr,
      force: options.force,
    },
  };
  terminal.status(`Reading ${named}`);
  const onProgress = (progress: OptimiseProgress) => terminal.status(statusOf(progress));
  const report = await inChild<OptimiseReport, OptimiseProgress>(child, request, interruption.signal, onProgress)
    // A process that is killed tidies nothing up.
    .catch(async (error) => {
      const { discardUnfinished } = await import('@imageai/diffusion');
      await discardUnfinished(folder);
      throw error;
    });
  terminal.statusDone();
  if (options.json) context.printJson(report);
  else describe(context, report);
  if (!report.written) throw new CliError(refusal(report), exitCodes.failed);
}

function statusOf({ stage, done, of }: OptimiseProgress): string {
  const what = stages[stage];
  return of === undefined ? what : `${bar(done / of)} step ${done} of ${of}, ${what}`;
}

function describe(context: Context, { components, quality, beforeMs, afterMs }: OptimiseReport): void {
  const rows = [
    ...components.map(({ component, layers, ofLayers, bytes }) => [
      component,
      `${layers} of ${ofLayers} layers in int8, ${megabytes(bytes)}`,
    ]),
    ['a picture', `${seconds(beforeMs)} before, ${seconds(afterMs)} now (${(beforeMs / afterMs).toFixed(2)} x)`],
    ['PSNR', `${decibels(quality.psnrDb)}, the worst of ${quality.pictures} pictures ${decibels(quality.worstPsnrDb)}`],
    ['latents', `${(100 * quality.latentError).toFixed(1)} % changed`],
  ];
  for (const line of table(rows, context.columns)) context.print(line);
}

const refusal = ({ quality, leastPsnrDb: limit }: OptimiseReport): string =>
  `The pictures changed too much (PSNR ${decibels(quality.psnrDb)}, at least ${decibels(limit)} is asked for), so the model stays as it was: lower --min-psnr, or --force.`;

const decibels = (value: number): string => `${value.toFixed(1)} dB`;
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

async function promptsOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CliError(`There is no file ${file}.`);
  });
  const prompts = text.split('\n').map((line) => line.trim());
  const given = prompts.filter((line) => line !== '');
  if (given.length === 0) throw new CliError(`${file} has no prompts: write one a line.`);
  return given;
}

function names(text: string): string[] {
  const list = text.split(',').map((name) => name.trim());
  if (list.every((name) => /^\w[\w.-]*$/.test(name))) return list;
  throw new InvalidArgumentError('It must be names of folders, such as unet,vae_decoder.');
}

function whole(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
