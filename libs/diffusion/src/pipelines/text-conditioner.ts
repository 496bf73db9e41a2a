import { ModelError } from '../model/model-error.js';
import type { Session, Tensor, ValueInfo } from '../runtime/session.js';
import { floatOutput, refuseOtherInputs, requireValue, tensorFor } from '../runtime/tensors.js';
import { PromptTokenizer, type TokenChunk } from '../tokenizing/prompt-tokenizer.js';
import { parsePromptWeights } from '../tokenizing/prompt-weights.js';
import type { Components } from './components.js';
import { LruCache } from './lru-cache.js';
import { joined, type PromptEmbeds } from './prompt-embeds.js';
import { emphasised, PLAIN, type Reading } from './prompt-reading.js';

/** Which of a text encoder's outputs a family reads. */
export interface TextEncoderUse {
  /** The layer before the last, without the final norm, or the encoder's own end. */
  readonly layer: 'last' | 'penultimate';
  /** Output with the vector for the whole text, where one is read. */
  readonly pooled?: 'text_embeds' | 'pooler_output';
  /** Tokens of a text, where neither graph nor tokenizer decides; CLIP's 77 by default. */
  readonly length?: number;
}

/** Enough for the prompts of a busy minute: 64 of CLIP's are 15 MB, for long ones are kept chunk by chunk. */
const CACHED_CHUNKS = 64;

/** Length of CLIP's texts, which every Stable Diffusion reads. */
const DEFAULT_LENGTH = 77;

/** Tokenizer and text encoder; remembers the latest texts, since a negative prompt is mostly the same. */
export class TextConditioner {
  private readonly cache = new LruCache<string, PromptEmbeds>(CACHED_CHUNKS);
  private readonly ids: ValueInfo;
  private readonly mask: ValueInfo | undefined;
  private readonly output: ValueInfo;
  private readonly pooled: ValueInfo | undefined;
  private readonly length: number;

  /** @throws ModelError `unsupported_component` */
  constructor(
    private readonly tokenizer: PromptTokenizer,
    private readonly session: Session,
    { layer, pooled, length }: TextEncoderUse = { layer: 'last' },
  ) {
    refuseOtherInputs(session, ['input_ids', 'attention_mask']);
    this.ids = requireValue(session, 'inputs', 'input_ids');
    this.mask = session.inputs.get('attention_mask');
    this.output = layer === 'last' ? requireValue(session, 'outputs', 'last_hidden_state') : penultimateLayer(session);
    this.pooled = pooled && requireValue(session, 'outputs', pooled);
    const fixed = this.ids.dims[1];
    this.length = typeof fixed === 'number' ? fixed : (length ?? tokenizer.maxLength ?? DEFAULT_LENGTH);
  }

  /**
   * Loads `text_encoder` and `tokenizer`, or the second or third of each.
   *
   * @throws ModelError
   */
  static async load(
    components: Components,
    use: TextEncoderUse,
    suffix: '' | '_2' | '_3' = '',
  ): Promise<TextConditioner> {
    const tokenizer = await PromptTokenizer.load(components.model.path, `tokenizer${suffix}`);
    return new TextConditioner(tokenizer, await components.session(`text_encoder${suffix}`), use);
  }

  /** How many chunks of the encoder's length a text takes; 1 or more. */
  chunkCount(text: string, weights: boolean): number {
    return this.chunksOf(text, weights).length;
  }

  /**
   * @param reading in how many chunks, one after the other: what is beyond them is cut, what is missing is empty. The
   *   vector for the whole text is the first chunk's.
   */
  async encode(text: string, { weights, chunks: count }: Reading = PLAIN): Promise<PromptEmbeds> {
    const given = this.chunksOf(text, weights).slice(0, count);
    const empty = given.length < count ? this.chunksOf('', false) : [];
    const parts: PromptEmbeds[] = [];
    for (let index = 0; index < count; index += 1) {
      const chunk = given[index] ?? empty[0];
      if (chunk) parts.push(await this.encodeChunk(chunk));
    }
    const [first] = parts;
    if (first && parts.length === 1) return first;
    return {
      data: joined(parts.map(({ data }) => data)),
      tokens: parts.reduce((sum, { tokens }) => sum + tokens, 0),
      features: first?.features ?? 0,
      pooled: first?.pooled ?? new Float32Array(),
    };
  }

  private chunksOf(text: string, weights: boolean): TokenChunk[] {
    return this.tokenizer.chunks(weights ? parsePromptWeights(text) : [[{ text, weight: 1 }]], this.length);
  }

  private async encodeChunk({ ids, weights }: TokenChunk): Promise<PromptEmbeds> {
    const key = JSON.stringify([ids, weights]);
    const known = this.cache.get(key);
    if (known) return known;
    const dims = [1, this.length];
    const feeds: Record<string, Tensor> = { [this.ids.name]: tensorFor(this.session, this.ids, ids, dims) };
    if (this.mask) {
      // As in diffusers, padding is read like any other token.
      feeds[this.mask.name] = tensorFor(this.session, this.mask, new Float32Array(this.length).fill(1), dims);
    }
    const outputs = await this.session.run(feeds);
    const hidden = floatOutput(this.session, outputs, this.output.name);
    const [, tokens = 0, features = 0] = hidden.dims;
    const pooled = this.pooled ? floatOutput(this.session, outputs, this.pooled.name).data : new Float32Array();
    const embeds = { data: emphasised(hidden.data, weights), tokens, features, pooled };
    this.cache.set(key, embeds);
    return embeds;
  }
}

/** Exports number the layers' outputs from the embeddings, 0, to the last layer. */
function penultimateLayer(session: Session): ValueInfo {
  const layers = [...session.outputs.values()]
    .map((value) => ({ value, layer: /^hidden_states\.(\d+)$/.exec(value.name)?.[1] }))
    .filter(({ layer }) => layer !== undefined)
    .sort((a, b) => Number(a.layer) - Number(b.layer));
  const penultimate = layers.at(-2);
  if (penultimate) return penultimate.value;
  throw new ModelError(
    'unsupported_component',
    `${session.file} gives no hidden states, and this pipeline reads the last but one: export it with output_hidden_states.`,
  );
}
