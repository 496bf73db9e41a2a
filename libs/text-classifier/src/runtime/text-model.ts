import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type ModelFolder, readModelFolder } from '../model-folder.js';
import { reasonOf, TextClassifierError } from '../text-classifier-error.js';
import { TextWindows } from '../text-windows.js';

/** What the inputs of text classifiers hold, by name: the tokens, what of them counts, and which of two texts each is of. */
const inputs: Readonly<Record<string, (ids: readonly number[]) => readonly number[]>> = {
  input_ids: (ids) => ids,
  attention_mask: (ids) => ids.map(() => 1),
  token_type_ids: (ids) => ids.map(() => 0),
};

/** A text classifier that ONNX Runtime runs. It blocks the thread that asks it. */
export class TextModel {
  private constructor(
    private readonly folder: string,
    private readonly model: ModelFolder,
    private readonly windows: TextWindows,
    private readonly session: InferenceSession,
  ) {}

  /**
   * Tries it once, so that what does not fit together shows here.
   *
   * @throws TextClassifierError
   */
  static async load(folder: string): Promise<TextModel> {
    const model = await readModelFolder(folder);
    const windows = TextWindows.of(model, folder);
    const session = await InferenceSession.create(model.graph, {
      // One prompt is little work: more threads would take from requests what they cannot give back here.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      // What fails is thrown, with the same words: lines of its own would only disturb the log.
      logSeverityLevel: 4,
    }).catch((error: unknown) => {
      throw new TextClassifierError(`${model.graph} is no ONNX model that can be run: ${reasonOf(error)}.`);
    });
    const unknown = session.inputNames.find((name) => !Object.hasOwn(inputs, name));
    if (unknown !== undefined) {
      throw new TextClassifierError(`${model.graph} wants the input "${unknown}", which no text classifier has.`);
    }
    const loaded = new TextModel(folder, model, windows, session);
    await loaded.scores('a');
    return loaded;
  }

  get labels(): readonly string[] {
    return this.model.labels;
  }

  /** How much of each label is in a text, 0 to 1; of a text of several windows, in the one that has most of it. */
  async scores(text: string): Promise<number[]> {
    const ofWindows: number[][] = [];
    for (const ids of this.windows.read(text)) ofWindows.push(await this.ofWindow(ids));
    return this.labels.map((_, label) => Math.max(...ofWindows.map((scores) => scores[label] ?? 0)));
  }

  private async ofWindow(ids: readonly number[]): Promise<number[]> {
    const feeds = this.session.inputNames.map((name) => [name, toTensor(inputs[name]?.(ids) ?? [])] as const);
    const outputs = await this.session.run(Object.fromEntries(feeds)).catch((error: unknown) => {
      throw new TextClassifierError(`the classifier in ${this.folder} failed to run: ${reasonOf(error)}.`);
    });
    const logits = Array.from((outputs.logits?.data ?? []) as ArrayLike<number>, Number);
    if (logits.length !== this.labels.length) {
      const { length } = this.labels;
      throw new TextClassifierError(
        `${this.model.graph} must give "logits", one for each of the ${length} labels of config.json.`,
      );
    }
    // No score is below every threshold: it would pass for innocent.
    if (logits.some(Number.isNaN)) throw new TextClassifierError(`the classifier in ${this.folder} gave no numbers.`);
    return this.model.independent ? logits.map(sigmoid) : softmax(logits);
  }
}

const toTensor = (values: readonly number[]): Tensor =>
  new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
