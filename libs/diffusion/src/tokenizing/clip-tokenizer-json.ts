import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from '../model/json-file.js';
import { ModelError } from '../model/model-error.js';

const START = '<|startoftext|>';
const END = '<|endoftext|>';

/** CLIP's way to cut a lower-case text into words: Radford et al. 2021, arXiv:2103.00020. */
const WORDS = "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

/**
 * What `tokenizer.json` would say, for exports that have only CLIP's `vocab.json` and `merges.txt`.
 *
 * @param padToken a word of its own wherever a text has it, as in transformers: "!" for Stable Diffusion 2
 * @throws ModelError `file_missing`, `file_invalid` or `unsupported_tokenizer`
 */
export async function clipTokenizerJson(
  folder: string,
  component: string,
  padToken: string | undefined,
): Promise<Record<string, unknown>> {
  const vocab = await readJsonFile(folder, `${component}/vocab.json`, z.record(z.string(), z.int()));
  const merges = await readFile(join(folder, component, 'merges.txt'), 'utf8').catch(() => undefined);
  if (merges === undefined) {
    throw new ModelError('file_missing', `${component}/merges.txt is missing in ${folder}: add it or tokenizer.json.`);
  }
  const start = vocab[START];
  const end = vocab[END];
  if (start === undefined || end === undefined) {
    throw new ModelError(
      'unsupported_tokenizer',
      `${component}/vocab.json in ${folder} is not CLIP's, and only that can be read without a tokenizer.json: export that too.`,
    );
  }
  const pad = padToken === undefined || padToken === START || padToken === END ? undefined : vocab[padToken];
  const special = { single_word: false, lstrip: false, rstrip: false, special: true };
  return {
    version: '1.0',
    added_tokens: [
      { id: start, content: START, normalized: true, ...special },
      { id: end, content: END, normalized: false, ...special },
      ...(pad === undefined ? [] : [{ id: pad, content: padToken, normalized: false, ...special }]),
    ],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: WORDS }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [END, end],
      cls: [START, start],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: null,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: END,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab,
      merges: merges.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#version')),
    },
  };
}
