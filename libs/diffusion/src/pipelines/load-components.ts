import { z } from 'zod';
import { jsonObject, readJsonFile, readOptionalJsonFile } from '../model/json-file.js';
import type { ModelFolder } from '../model/read-model-folder.js';
import type { Runtime, Session } from '../runtime/session.js';
import { createSchedulerFactory } from '../schedulers/create-scheduler.js';
import type { SchedulerFactory } from '../schedulers/scheduler.js';
import { PromptTokenizer } from '../tokenizing/prompt-tokenizer.js';
import { Denoiser } from './denoiser.js';
import { TextConditioner } from './text-conditioner.js';

const unetSchema = z.looseObject({ in_channels: z.int().positive().optional() });

/** The parts that every text-to-image pipeline of one text encoder and one denoiser has. */
export interface Components {
  readonly conditioner: TextConditioner;
  readonly denoiser: Denoiser;
  readonly decoder: Session;
  readonly schedulers: SchedulerFactory;
  /** Of the latents. */
  readonly channels: number;
  release(): Promise<void>;
}

/**
 * Loads tokenizer, text_encoder, unet, vae_decoder and scheduler of a model folder.
 *
 * @throws ModelError
 */
export async function loadComponents(model: ModelFolder, runtime: Runtime): Promise<Components> {
  const { path } = model;
  const schedulers = createSchedulerFactory(await readJsonFile(path, 'scheduler/scheduler_config.json', jsonObject));
  const unetConfig = await readOptionalJsonFile(path, 'unet/config.json', unetSchema);
  const tokenizer = await PromptTokenizer.load(path);
  const loaded: Session[] = [];
  const release = async () => {
    await Promise.all(loaded.map((session) => session.release()));
  };
  try {
    const load = async (file: string) => {
      const session = await runtime.load(path, file);
      loaded.push(session);
      return session;
    };
    const textEncoder = await load('text_encoder/model.onnx');
    const denoiser = new Denoiser(await load('unet/model.onnx'), ['encoder_hidden_states']);
    const decoder = await load('vae_decoder/model.onnx');
    return {
      conditioner: new TextConditioner(tokenizer, textEncoder),
      denoiser,
      decoder,
      schedulers,
      channels: unetConfig?.in_channels ?? denoiser.channels ?? 4,
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}
