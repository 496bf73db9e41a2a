import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { copyOf, editJson, referenceCases, TINY_FLOW, TINY_STABLE_DIFFUSION } from '../../test/fixtures.js';
import { readModelFolder } from '../model/read-model-folder.js';
import { styledPrompts } from '../model/styles.js';
import { PromptTokenizer } from './prompt-tokenizer.js';

describe('PromptTokenizer', () => {
  for (const [what, folder] of [
    ['a tokenizer.json', TINY_FLOW],
    ["CLIP's vocab.json and merges.txt alone", TINY_STABLE_DIFFUSION],
  ] as const) {
    it(`gives the ids that the Python libraries give, from ${what}`, async () => {
      const tokenizer = await PromptTokenizer.load(folder);
      const { styles } = await readModelFolder(folder);
      for (const recorded of await referenceCases(folder)) {
        const style = styles.get(recorded.style);
        const texts = style && styledPrompts(style, recorded.prompt, recorded.negativePrompt);
        expect(tokenizer.encode(texts?.prompt ?? '', recorded.promptIds.length)).toEqual(recorded.promptIds);
        expect(tokenizer.encode(texts?.negativePrompt ?? '', recorded.promptIds.length)).toEqual(
          recorded.negativePromptIds,
        );
      }
    });
  }

  it('reads hard texts as the Python library does, with a tokenizer of T5’s kind', async () => {
    const folder = resolve('fixtures/tokenizer-t5');
    const tokenizer = await PromptTokenizer.load(folder);
    const cases: { text: string; ids: number[] }[] = JSON.parse(await readFile(join(folder, 'reference.json'), 'utf8'));
    expect(cases.length).toBeGreaterThan(10);
    for (const { text, ids } of cases) {
      const padding = new Array<number>(100 - ids.length).fill(0);
      expect([text, tokenizer.encode(text, 100)]).toEqual([text, [...ids, ...padding]]);
    }
  });

  it('parts a prompt into chunks that each keep what the model wants around a text, and its weights', async () => {
    const tokenizer = await PromptTokenizer.load(TINY_STABLE_DIFFUSION);
    const [start, end] = [tokenizer.encode('', 2)[0], tokenizer.encode('', 2)[1]];
    const [a, b] = [tokenizer.encode('a', 3)[1], tokenizer.encode('b', 3)[1]];
    const sections = [
      [
        { text: 'a a a', weight: 1 },
        { text: 'b', weight: 1.5 },
      ],
      [],
    ];
    const chunks = tokenizer.chunks(sections, 5);
    expect(chunks.map(({ ids }) => ids.slice(0, 4))).toEqual([
      [start, a, a, a],
      [start, b, end, end],
      [start, end, end, end],
    ]);
    expect(chunks.map(({ ids }) => ids[4])).toEqual([end, end, end]);
    expect(chunks.map(({ weights }) => weights)).toEqual([
      [1, 1, 1, 1, 1],
      [1, 1.5, 1, 1, 1],
      [1, 1, 1, 1, 1],
    ]);
    expect(tokenizer.chunks([[{ text: 'a', weight: 1 }]], 1)).toEqual([{ ids: [start], weights: [1] }]);
  });

  it('cuts the text of a long prompt, and keeps the tokens around it', async () => {
    const tokenizer = await PromptTokenizer.load(TINY_STABLE_DIFFUSION);
    const [start] = tokenizer.encode('', 2);
    const [, end] = tokenizer.encode('', 2);
    const ids = tokenizer.encode('boat '.repeat(500), 77);
    expect(ids).toHaveLength(77);
    expect([ids[0], ids[76]]).toEqual([start, end]);
    expect(new Set(ids.slice(1, 76)).size).toBe(1);
  });

  it('takes any text: emoji, control characters, lone surrogates, nothing', async () => {
    for (const folder of [TINY_FLOW, TINY_STABLE_DIFFUSION]) {
      const tokenizer = await PromptTokenizer.load(folder);
      for (const text of [
        '',
        '🌊🏔️',
        '\ud800 lone \udfff',
        '\u0000\u0007\n\t',
        '海と山',
        'a'.repeat(1000),
        '<|endoftext|>[PAD]',
      ]) {
        const ids = tokenizer.encode(text, 40);
        expect(ids).toHaveLength(40);
        expect(ids.every((id) => Number.isInteger(id) && id >= 0)).toBe(true);
      }
    }
  });

  it('knows the length that the model reads, unless that is said to be endless', async () => {
    expect((await PromptTokenizer.load(TINY_FLOW)).maxLength).toBe(12);
    const folder = await copyOf(TINY_FLOW);
    await editJson(folder, 'tokenizer/tokenizer_config.json', (json) => ({ ...json, model_max_length: 1e30 }));
    expect((await PromptTokenizer.load(folder)).maxLength).toBeUndefined();
  });

  it('refuses a folder without merges, with a strange vocabulary, or without a padding token', async () => {
    const clip = await copyOf(TINY_STABLE_DIFFUSION);
    await rm(join(clip, 'tokenizer/merges.txt'));
    await expect(PromptTokenizer.load(clip)).rejects.toThrow(/tokenizer\/merges\.txt is missing/);
    await writeFile(join(clip, 'tokenizer/merges.txt'), '');
    await writeFile(join(clip, 'tokenizer/vocab.json'), '{"a": 0}');
    await expect(PromptTokenizer.load(clip)).rejects.toMatchObject({ code: 'unsupported_tokenizer' });
    const flow = await copyOf(TINY_FLOW);
    await editJson(flow, 'tokenizer/tokenizer_config.json', () => ({ pad_token: '[NOT THERE]' }));
    await expect(PromptTokenizer.load(flow)).rejects.toThrow(/names no padding token/);
    await writeFile(join(flow, 'tokenizer/tokenizer.json'), '{"model": {"type": "Oracle"}}');
    await expect(PromptTokenizer.load(flow)).rejects.toMatchObject({ code: 'unsupported_tokenizer' });
  });
});
