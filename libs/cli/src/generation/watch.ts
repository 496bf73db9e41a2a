import type { GenerationEvent, GenerationResource, ImageAI } from '@imageai/client';
import type { Context } from '../context.js';
import { exitCodes } from '../exit-codes.js';
import { CliError, sentenceOf } from '../failure.js';
import { ProgressLine } from './progress-line.js';

export interface WatchOptions {
  readonly json?: boolean;
  readonly preview: boolean;
  /** How many pictures there are to be. */
  readonly number?: number;
  /** Ctrl-C cancels what is watched; otherwise it ends the watching alone. */
  readonly cancelOnInterrupt?: boolean;
}

/** A generation to its end, with what happens meanwhile in the terminal. */
export async function watch(
  { terminal, interruption }: Context,
  client: ImageAI,
  id: string,
  { json = false, preview, number = 1, cancelOnInterrupt = false }: WatchOptions,
): Promise<GenerationResource> {
  const { signal } = interruption;
  const progress = new ProgressLine(number);
  const onEvent = (event: GenerationEvent): void => {
    if (json) return;
    terminal.status(progress.after(event));
    if (preview && event.type === 'progress' && event.data.preview) {
      terminal.picture(Buffer.from(event.data.preview, 'base64'));
    }
  };
  try {
    return await client.generations.wait(id, { signal, onEvent });
  } catch (error) {
    terminal.statusDone();
    if (!signal.aborted) throw error;
    throw cancelOnInterrupt ? await cancelled(client, id) : left(id);
  }
}

const left = (id: string): CliError =>
  new CliError(`${id} goes on; "imageai jobs follow ${id}" takes it up again.`, exitCodes.interrupted);

/** What to say after a Ctrl-C, once the server was asked to cancel. */
async function cancelled(client: ImageAI, id: string): Promise<CliError> {
  try {
    const { status } = await client.generations.cancel(id);
    const sentence = status === 'cancelled' ? `${id} is cancelled.` : `Too late to cancel: ${id} is ${status} already.`;
    return new CliError(sentence, exitCodes.interrupted);
  } catch (error) {
    return new CliError(`${id} could not be cancelled, and goes on: ${sentenceOf(error)}`, exitCodes.interrupted);
  }
}
