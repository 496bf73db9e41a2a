import type { CreateGenerationRequest } from '@imageai/client';
import { Argument, type Command, Option } from 'commander';
import type { CommonOptions, Context } from '../context.js';
import { OutputFiles } from '../generation/output-files.js';
import { reportEnd } from '../generation/report-end.js';
import { watch } from '../generation/watch.js';
import { serverCommand } from './common-options.js';
import { number, size } from './numbers.js';

interface Options extends CommonOptions {
  readonly output?: string;
  readonly style?: CreateGenerationRequest['style'];
  readonly size?: ReturnType<typeof size>;
  readonly number?: number;
  readonly seed?: number;
  readonly guidance?: number;
  readonly negative?: string;
  readonly model?: string;
  readonly steps?: number;
  readonly format?: CreateGenerationRequest['output_format'];
  readonly preview: boolean;
  readonly detach?: boolean;
}

export const generateCommand = (context: Context): Command =>
  serverCommand('generate')
    .summary('make pictures of what a prompt says')
    .description('Makes pictures of what the prompt says, and saves them.')
    .addArgument(new Argument('<prompt...>', 'what the picture shows'))
    .option('-o, --output <file>', 'where to save; {index}, {seed} and {id} stand for those of each picture')
    .option('--style <style>', 'photorealistic, painting, cartoon, sketch or abstract')
    .option('--size <size>', 'width x height, each one of 512, 768, 1024, 1536, 1920', size)
    .option('-n, --number <n>', 'how many pictures', number)
    .option('--seed <seed>', 'the same seed and parameters give the same picture', number)
    .option('--guidance <scale>', 'how closely it follows the prompt, 1 to 20', number)
    .option('--negative <text>', 'what to keep out of it')
    .option('--model <name>', 'which model makes it')
    .option('--steps <n>', 'denoising steps, 1 to 100', number)
    .addOption(
      new Option('--format <format>', 'of the file; told by its name').choices(['png', 'webp', 'jpeg', 'avif']),
    )
    .option('--no-preview', 'show no picture in the terminal')
    .option('--detach', 'do not wait: print the id, for "imageai jobs follow"')
    .action((words: string[], options: Options) => generate(context, words.join(' '), options));

async function generate(context: Context, prompt: string, options: Options): Promise<void> {
  const files = new OutputFiles(options.output, options.format);
  const client = context.client(options);
  // Not ended by Ctrl-C: whatever was accepted has to be known to be cancelled.
  const { id } = await client.generations.create(parametersOf(prompt, files, options));
  if (options.detach && !context.interruption.signal.aborted) {
    return options.json ? context.printJson({ id }) : context.print(id);
  }
  const generation = await watch(context, client, id, { ...options, cancelOnInterrupt: true });
  await reportEnd(context, client, generation, { ...options, files });
}

const parametersOf = (prompt: string, files: OutputFiles, options: Options): CreateGenerationRequest => ({
  prompt,
  style: options.style,
  ...options.size,
  n: options.number,
  seed: options.seed,
  guidance_scale: options.guidance,
  negative_prompt: options.negative,
  model: options.model,
  num_inference_steps: options.steps,
  output_format: files.format,
});
