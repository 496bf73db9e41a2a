import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { jsonObject, readJsonFile, readOptionalJsonFile } from '../model/json-file.js';
import { ModelError, reasonOf } from '../model/model-error.js';
import { clipTokenizerJson } from './clip-tokenizer-json.js';

const token = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]);

const configSchema = z.looseObject({
  model_max_length: z.number().positive().optional(),
  pad_token: token.nullish(),
});

const specialTokensSchema = z.looseObject({ pad_token: token.nullish() });

/** Larger than any model reads: transformers writes 10^30 where it knows no limit. */
const NO_LIMIT = 1e6;

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
  encode(text: string, length: number): number[] {
    const room = Math.max(length - this.prefix.length - this.suffix.length, 0);
    const content = this.tokenizer.encode(text, { add_special_tokens: false }).ids.slice(0, room);
    const ids = [...this.prefix, ...content, ...this.suffix].slice(0, length);
    return [...ids, ...new Array<number>(length - ids.length).fill(this.padId)];
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
