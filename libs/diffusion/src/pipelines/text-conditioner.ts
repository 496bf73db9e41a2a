import { ModelError } from '../model/model-error.js';
import type { Session, Tensor, ValueInfo } from '../runtime/session.js';
import { floatOutput, refuseOtherInputs, requireValue, tensorFor } from '../runtime/tensors.js';
import { PromptTokenizer } from '../tokenizing/prompt-tokenizer.js';
import type { Components } from './components.js';
import { LruCache } from './lru-cache.js';

/** What a text encoder says of a prompt. */
export interface PromptEmbeds {
  /** A vector a token: `[tokens, features]`. */
  readonly data: Float32Array;
  readonly tokens: number;
  readonly features: number;
  /** One vector for the whole text; empty where it was not asked for. */
  readonly pooled: Float32Array;
}

/** Which of a text encoder's outputs a family reads. */
export interface TextEncoderUse {
  /** The layer before the last, without the final norm, or the encoder's own end. */
  readonly layer: 'last' | 'penultimate';
  /** Output with the vector for the whole text, where one is read. */
  readonly pooled?: 'text_embeds' | 'pooler_output';
  /** Tokens of a text, where neither graph nor tokenizer decides; CLIP's 77 by default. */
  readonly length?: number;
}

/** Enough for the prompts of a busy minute: 64 of CLIP's are 15 MB. */
const CACHED_PROMPTS = 64;

/** Length of CLIP's texts, which every Stable Diffusion reads. */
const DEFAULT_LENGTH = 77;

/** Tokenizer and text encoder; remembers the latest prompts, since a negative prompt is mostly the same. */
export class TextConditioner {
  private readonly cache = new LruCache<string, PromptEmbeds>(CACHED_PROMPTS);
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

  async encode(text: string): Promise<PromptEmbeds> {
    const known = this.cache.get(text);
    if (known) return known;
    const ids = this.tokenizer.encode(text, this.length);
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
    const embeds = { data: hidden.data, tokens, features, pooled };
    this.cache.set(text, embeds);
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
