import { Tokenizer } from '@huggingface/tokenizers';
import type { ModelFolder } from './model-folder.js';
import { reasonOf, TextClassifierError } from './text-classifier-error.js';

/** Windows overlap by this share, so that what lies across an edge lies whole inside of the next. */
const overlap = 0.25;

/** Reads a text of any length as windows of tokens, none longer than a model takes at once. */
export class TextWindows {
  private readonly prefix: readonly number[];
  private readonly suffix: readonly number[];
  private readonly room: number;

  private constructor(
    private readonly tokenizer: Tokenizer,
    maxTokens: number,
  ) {
    const probe = 'a';
    const bare = tokenizer.encode(probe, { add_special_tokens: false }).ids;
    const whole = tokenizer.encode(probe).ids;
    const start = whole.length > bare.length ? Math.max(whole.indexOf(bare[0] ?? -1), 0) : 0;
    this.prefix = whole.slice(0, start);
    this.suffix = whole.slice(start + bare.length);
    this.room = maxTokens - this.prefix.length - this.suffix.length;
  }

  /** @throws TextClassifierError */
  static of({ tokenizer, tokenizerConfig, maxTokens }: ModelFolder, folder: string): TextWindows {
    try {
      const windows = new TextWindows(new Tokenizer(tokenizer, tokenizerConfig), maxTokens);
      if (windows.room > 0) return windows;
    } catch (error) {
      throw new TextClassifierError(`tokenizer.json in ${folder} cannot be used: ${reasonOf(error)}.`, {
        cause: error,
      });
    }
    throw new TextClassifierError(`tokenizer_config.json in ${folder} leaves no room for a text: ${maxTokens} tokens.`);
  }

  /** One window at least. */
  read(text: string): number[][] {
    const { ids } = this.tokenizer.encode(text, { add_special_tokens: false });
    const step = Math.max(Math.ceil(this.room * (1 - overlap)), 1);
    const count = Math.max(Math.ceil((ids.length - this.room) / step), 0) + 1;
    return Array.from({ length: count }, (_, index) => [
      ...this.prefix,
      ...ids.slice(index * step, index * step + this.room),
      ...this.suffix,
    ]);
  }
}
