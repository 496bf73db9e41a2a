import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { jsonObject, readJsonFile, readOptionalJsonFile } from '../model/json-file.js';
import { ModelError, reasonOf } from '../model/model-error.js';
import { clipTokenizerJson } from './clip-tokenizer-json.js';
import type { WeightedText } from './prompt-weights.js';

const token = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]);

const configSchema = z.looseObject({
  model_max_length: z.number().positive().optional(),
  pad_token: token.nullish(),
});

const specialTokensSchema = z.looseObject({ pad_token: token.nullish() });

/** Larger than any model reads: transformers writes 10^30 where it knows no limit. */
const NO_LIMIT = 1e6;

/** What a text encoder reads at once, and what each token is to count; those around a text, and padding, count 1. */
export interface TokenChunk {
  readonly ids: readonly number[];
  readonly weights: readonly number[];
}

/** Turns text into the ids that a text encoder reads. */
export class PromptTokenizer {
  private readonly prefix: readonly number[];
  private readonly suffix: readonly number[];

  private constructor(
    private readonly tokenizer: Tokenizer,
    private readonly padId: number,
    /** What the model says of its own length; `undefined` where it leaves that to the text encoder. */
    readonly maxLength: number | undefined,
  ) {
    const probe = 'a';
    const bare = tokenizer.encode(probe, { add_special_tokens: false }).ids;
    const whole = tokenizer.encode(probe).ids;
    const start = whole.length > bare.length ? whole.indexOf(bare[0] ?? -1) : 0;
    this.prefix = whole.slice(0, Math.max(start, 0));
    this.suffix = whole.slice(this.prefix.length + bare.length);
  }

  /**
   * Reads `tokenizer.json`, or CLIP's `vocab.json` and `merges.txt`, and `tokenizer_config.json` beside it.
   *
   * @param folder the model's folder
   * @param component folder of the tokenizer inside of it
   * @throws ModelError `file_missing`, `file_invalid` or `unsupported_tokenizer`
   */
  static async load(folder: string, component = 'tokenizer'): Promise<PromptTokenizer> {
    const config = await readJsonFile(folder, `${component}/tokenizer_config.json`, configSchema);
    const special = await readOptionalJsonFile(folder, `${component}/special_tokens_map.json`, specialTokensSchema);
    const padToken = special?.pad_token ?? config.pad_token ?? undefined;
    const json =
      (await readOptionalJsonFile(folder, `${component}/tokenizer.json`, jsonObject)) ??
      (await clipTokenizerJson(folder, component, padToken));
    const tokenizer = construct(json, config, `${component}/tokenizer.json in ${folder}`);
    const padId = typeof padToken === 'string' ? tokenizer.token_to_id(padToken) : paddingOf(json);
    if (padId === undefined) {
      throw new ModelError(
        'unsupported_tokenizer',
        `${component}/tokenizer_config.json in ${folder} names no padding token that the vocabulary has: set "pad_token".`,
      );
    }
    const limit = config.model_max_length;
    return new PromptTokenizer(tokenizer, padId, limit !== undefined && limit < NO_LIMIT ? limit : undefined);
  }

  /**
   * The ids of a text, cut or padded to exactly `length`. What is cut is the text's end; the tokens that the model
   * wants around a text stay.
   */
  encode(text: string, length: number): readonly number[] {
    return this.chunks([[{ text, weight: 1 }]], length)[0]?.ids ?? [];
  }

  /**
   * A prompt of any length as chunks of exactly `length` tokens, each with the tokens around it that the model wants
   * around a text. A section begins a chunk, and takes one at least.
   */
  chunks(sections: readonly (readonly WeightedText[])[], length: number): TokenChunk[] {
    const room = length - this.prefix.length - this.suffix.length;
    return sections.flatMap((section) => {
      const tokens = section.flatMap(({ text, weight }) => this.content(text).map((id) => ({ id, weight })));
      const count = room > 0 ? Math.max(Math.ceil(tokens.length / room), 1) : 1;
      return Array.from({ length: count }, (_, index) =>
        this.chunk(room > 0 ? tokens.slice(index * room, (index + 1) * room) : [], length),
      );
    });
  }

  private content(text: string): readonly number[] {
    return this.tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  private chunk(tokens: readonly { readonly id: number; readonly weight: number }[], length: number): TokenChunk {
    const ids = [...this.prefix, ...tokens.map(({ id }) => id), ...this.suffix].slice(0, length);
    const weights = [...this.prefix.map(() => 1), ...tokens.map(({ weight }) => weight)];
    return {
      ids: [...ids, ...new Array<number>(length - ids.length).fill(this.padId)],
      weights: Array.from({ length }, (_, index) => weights[index] ?? 1),
    };
  }
}

function construct(json: Record<string, unknown>, config: object, where: string): Tokenizer {
  try {
    // Of a word-level model the library reads the unknown token only here, not where tokenizer.json has it.
    return new Tokenizer(json, { unk_token: unknownTokenOf(json), ...config });
  } catch (error) {
    const reason = reasonOf(error);
    throw new ModelError('unsupported_tokenizer', `${where} cannot be used (${reason}): export the tokenizer again.`, {
      cause: error,
    });
  }
}

function unknownTokenOf(json: Record<string, unknown>): string | undefined {
  const parsed = z.object({ model: z.object({ unk_token: z.string() }) }).safeParse(json);
  return parsed.success ? parsed.data.model.unk_token : undefined;
}

function paddingOf(json: Record<string, unknown>): number | undefined {
  const parsed = z.object({ padding: z.object({ pad_id: z.int() }) }).safeParse(json);
  return parsed.success ? parsed.data.padding.pad_id : undefined;
}
