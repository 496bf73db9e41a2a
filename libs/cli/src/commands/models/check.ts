import type { ModelCheck, ModelDescriptor } from '@imageai/diffusion';
import { Command } from 'commander';
import type { Context } from '../../context.js';
import { exitCodes } from '../../exit-codes.js';
import { CliError } from '../../failure.js';
import { megabytes } from '../../terminal/bytes.js';
import { table } from '../../terminal/table.js';
import type { CheckRequest } from './check-child.js';
import { inChild } from './in-child.js';
import { modelFolder } from './model-folder.js';

interface CheckOptions {
  readonly providers?: string;
  readonly json?: boolean;
}

type Ready = Extract<ModelDescriptor, { status: 'ready' }>;

const child = new URL('./check-child.js', import.meta.url);

export const checkCommand = (context: Context): Command =>
  new Command('check')
    .description('Says what a model folder is, and whether it will run here: reads all of it and makes a small image.')
    .argument('<folder>', 'with a model_index.json')
    .option('--providers <names>', 'execution providers to try, in this order: cuda,webgpu,cpu (default: cpu)')
    .option('--json', 'print JSON, for programs')
    .action((folder: string, options: CheckOptions) => check(context, folder, options));

async function check(context: Context, folder: string, { providers = 'cpu', json }: CheckOptions): Promise<void> {
  const { terminal, interruption } = context;
  const path = await modelFolder(folder);
  terminal.status(`Checking ${folder}`);
  const executionProviders = providers.split(',').map((name) => name.trim());
  const request: CheckRequest = { folder: path, executionProviders };
  const found = await inChild<ModelCheck>(child, request, interruption.signal);
  terminal.statusDone();
  const { model } = found;
  if (json) context.printJson(found);
  else if (model.status === 'ready') describe(context, model, found);
  // With --json the document says it, and standard error nothing else.
  if (model.status === 'unusable') throw new CliError(`${model.name} will not run: ${model.reason}`, exitCodes.failed);
}

function describe(context: Context, model: Ready, { memoryBytes, remarks }: ModelCheck): void {
  const { defaults, sizeMultiple, maxPixels, styles } = model;
  context.print(`${model.name} runs.`);
  const facts = [
    ['pipeline', model.pipeline],
    ['features', model.features.join(', ')],
    ['styles', styles.join(', ')],
    ['defaults', `${defaults.steps} steps, guidance ${defaults.guidanceScale}`],
    ['sizes', `multiples of ${sizeMultiple}, up to ${maxPixels} pixels`],
    ['runtime', model.runtime],
    ['memory', `about ${megabytes(memoryBytes)}`],
    ['licence', model.licence ?? ''],
    ['source', model.source ?? ''],
    ['revision', model.revision ?? ''],
    ['digest', model.digest],
  ];
  const lines = table(
    facts.filter(([, value]) => value !== ''),
    context.columns,
  );
  for (const line of lines) context.print(line);
  for (const remark of [...(model.passedOver ?? []), ...remarks]) context.terminal.note(remark);
}
