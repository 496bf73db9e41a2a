import { address, natsSettings, positive, serviceSettings } from '@imageai/config';
import { lanes } from '@imageai/contracts/subjects';
import { z } from 'zod';

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

export const configSchema = z
  .object({
    ...serviceSettings,
    ...natsSettings,
    GENERATION_ADDRESS: address.describe('gRPC of the generation service.'),
    STORAGE_ADDRESS: address.describe('gRPC of the storage service.'),
    MODEL_FOLDERS: list.default([]).describe('Folders of models, separated by commas.'),
    EXECUTION_PROVIDERS: list
      .default(['cpu'])
      .describe('What runs the models, separated by commas; the first that can be had: cpu, cuda, webgpu.'),
    LANES: list
      .pipe(z.array(z.enum(lanes)).min(1))
      .default([...lanes])
      .describe(
        'Lanes whose images this worker makes, separated by commas; those of others are left to other workers.',
      ),
    THREADS: positive
      .optional()
      .describe(
        'Threads of one operation. When not set: measured once for a machine and kept in `OPTIMISED_FOLDER`; without that folder, as many as the process may use. The same bytes need the same number.',
      ),
    SLOTS: positive
      .optional()
      .describe('Images under way at the same time, so that a short one need not wait for a long one; 4 when not set.'),
    STEP_POLICY: z
      .enum(['shortest-remaining', 'first-come-first-served'])
      .default('shortest-remaining')
      .describe('Which of the images under way takes the next step.'),
    MAX_BATCH: positive
      .default(1)
      .describe(
        'Images that take a step together: faster on a GPU, but an image then differs in the last bit by company.',
      ),
    MODEL_MEMORY_BYTES: positive
      .optional()
      .describe('What loaded models may take together; half of the memory of machine or container when not set.'),
    MODEL_IDLE_SECONDS: positive
      .optional()
      .describe('Unloads a model that nobody asked for this long; never when not set.'),
    OPTIMISED_FOLDER: z
      .string()
      .optional()
      .describe(
        'A folder for model graphs as the runtime optimised them, so that later starts are quicker; nothing is kept when not set.',
      ),
    HEARTBEAT_SECONDS: z.coerce
      .number()
      .positive()
      .default(2)
      .describe('How often the images that are held are kept alive; generation counts one as lost after 10 s.'),
    DRAIN_TIMEOUT_SECONDS: positive
      .default(20)
      .describe('How long images under way may take at a stop before they are handed back.'),
    INFERENCE_ENGINE: z
      .string()
      .optional()
      .describe('An ES module that makes images instead of the models: for benchmarks, load and fuzz tests only.'),
  })
  .refine(({ MODEL_FOLDERS, INFERENCE_ENGINE }) => MODEL_FOLDERS.length > 0 || INFERENCE_ENGINE !== undefined, {
    path: ['MODEL_FOLDERS'],
    message: 'must name at least one folder',
  });

export type Config = z.output<typeof configSchema>;
