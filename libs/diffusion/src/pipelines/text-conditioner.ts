import type { Session, ValueInfo } from '../runtime/session.js';
import { floatOutput, refuseOtherInputs, requireValue, tensorFor } from '../runtime/tensors.js';
import type { PromptTokenizer } from '../tokenizing/prompt-tokenizer.js';
import { LruCache } from './lru-cache.js';

/** What the denoiser reads of a prompt: `[tokens, features]`. */
export interface PromptEmbeds {
  readonly data: Float32Array;
  readonly tokens: number;
  readonly features: number;
}

/** Enough for the prompts of a busy minute: 64 of CLIP's are 15 MB. */
const CACHED_PROMPTS = 64;

/** Length of CLIP's texts, which every Stable Diffusion reads. */
const DEFAULT_LENGTH = 77;

/** Tokenizer and text encoder; remembers the latest prompts, since a negative prompt is mostly the same. */
export class TextConditioner {
  private readonly cache = new LruCache<string, PromptEmbeds>(CACHED_PROMPTS);
  private readonly ids: ValueInfo;
  private readonly output: ValueInfo;
  private readonly length: number;

  /** @throws ModelError `unsupported_component` */
  constructor(
    private readonly tokenizer: PromptTokenizer,
    private readonly session: Session,
  ) {
    refuseOtherInputs(session, ['input_ids']);
    this.ids = requireValue(session, 'inputs', 'input_ids');
    this.output = requireValue(session, 'outputs', 'last_hidden_state');
    const fixed = this.ids.dims[1];
    this.length = typeof fixed === 'number' ? fixed : (tokenizer.maxLength ?? DEFAULT_LENGTH);
  }

  async encode(text: string): Promise<PromptEmbeds> {
    const known = this.cache.get(text);
    if (known) return known;
    const ids = this.tokenizer.encode(text, this.length);
    const feeds = { [this.ids.name]: tensorFor(this.session, this.ids, ids, [1, this.length]) };
    const { data, dims } = floatOutput(this.session, await this.session.run(feeds), this.output.name);
    const [, tokens = 0, features = 0] = dims;
    const embeds = { data, tokens, features };
    this.cache.set(text, embeds);
    return embeds;
  }
}
