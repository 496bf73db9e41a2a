import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { reasonOf, TextClassifierError } from './text-classifier-error.js';

/** Larger than any model reads: transformers writes 10^30 where it knows no limit. */
const noLimit = 1e6;
/** What BERT and its kin read, where a folder does not say. */
const usualTokens = 512;

const config = z.looseObject({
  id2label: z.record(z.string().regex(/^\d+$/), z.string().min(1)),
  problem_type: z.string().nullish(),
  max_position_embeddings: z.number().int().positive().optional(),
});
const tokenizerConfig = z.looseObject({ model_max_length: z.number().positive().optional() });
const jsonObject = z.record(z.string(), z.unknown());

/** What a folder says of its classifier: the layout that optimum exports and that hubs hold. */
export interface ModelFolder {
  /** By the index of their logits. */
  readonly labels: readonly string[];
  /** Whether labels stand for themselves, each with a chance of its own; otherwise one of them it is. */
  readonly independent: boolean;
  /** The most that the model reads at once, with the tokens that it wants around a text. */
  readonly maxTokens: number;
  /** The file of the graph. */
  readonly graph: string;
  readonly tokenizer: object;
  readonly tokenizerConfig: object;
}

/** @throws TextClassifierError */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const { id2label, problem_type, max_position_embeddings } = await readJson(folder, 'config.json', config);
  const tokenizer = await readJson(folder, 'tokenizer.json', jsonObject);
  const settings = (await exists(join(folder, 'tokenizer_config.json')))
    ? await readJson(folder, 'tokenizer_config.json', tokenizerConfig)
    : {};
  const labels = labelsOf(id2label, folder);
  const limit = settings.model_max_length ?? noLimit;
  return {
    labels,
    independent: problem_type === 'multi_label_classification' || labels.length === 1,
    maxTokens: limit < noLimit ? limit : (max_position_embeddings ?? usualTokens),
    graph: await graphOf(folder),
    tokenizer,
    tokenizerConfig: settings,
  };
}

function labelsOf(id2label: Readonly<Record<string, string>>, folder: string): string[] {
  const labels = Object.keys(id2label).map((_, index) => id2label[index]);
  if (labels.length > 0 && labels.every((label) => label !== undefined)) return labels;
  throw new TextClassifierError(`config.json in ${folder} must number the labels of "id2label" from 0, without a gap.`);
}

/** In the folder itself, or where hubs put what is exported beside other forms. */
async function graphOf(folder: string): Promise<string> {
  for (const file of ['model.onnx', 'onnx/model.onnx']) {
    if (await exists(join(folder, file))) return join(folder, file);
  }
  throw new TextClassifierError(`model.onnx is missing in ${folder}: export the model to ONNX.`);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function readJson<Schema extends z.ZodType>(
  folder: string,
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(join(folder, file), 'utf8'));
  } catch (error) {
    throw new TextClassifierError(`${file} in ${folder} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') || 'its content';
  throw new TextClassifierError(`${file} in ${folder} is wrong at ${place}: ${issue?.message}.`);
}
