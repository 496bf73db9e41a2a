import type { GenerationResource, ImageAI } from '@imageai/client';
import type { Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { CliError } from '../failure.js';
import type { OutputFiles } from './output-files.js';

export interface EndOptions {
  /** Where to save; undefined: nowhere, their addresses are told instead. */
  readonly files?: OutputFiles | undefined;
  readonly json?: boolean | undefined;
  /** Whether terminals that can show the pictures. */
  readonly preview: boolean;
}

/** Saves what a generation that ended made, shows it, and says where it is; throws where pictures are missing. */
export async function reportEnd(
  context: Context,
  client: ImageAI,
  generation: GenerationResource,
  { files, json = false, preview }: EndOptions,
): Promise<void> {
  const { terminal, interruption } = context;
  const places: string[] = [];
  for (const image of generation.images) {
    let place = image.url;
    if (files !== undefined) {
      const bytes = Buffer.from(await client.download(image, { signal: interruption.signal }));
      place = await files.save(bytes, image, generation);
      if (preview && !json) terminal.picture(bytes);
    }
    places.push(place);
    if (json) continue;
    terminal.statusDone();
    context.print(place);
    terminal.note(`${image.width} x ${image.height}, seed ${image.seed}`);
  }
  terminal.statusDone();
  if (json) context.printJson({ generation, files: files ? places : [] });
  const [why] = faults(generation);
  if (why !== undefined) throw new CliError(why, exitCodes.failed);
}

function faults({ id, status, error, failed, parameters }: GenerationResource): string[] {
  if (error !== null) return [error.message];
  if (status !== 'succeeded') return [`${id} is ${status}.`];
  return failed.map(({ index, error }) => `Picture ${index + 1} of ${parameters.n} failed: ${error.message}`);
}
