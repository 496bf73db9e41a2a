import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { copyOf, TINY_FLOW } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';

const FILE = 'text_encoder/model.onnx';

describe('OnnxRuntime', () => {
  it('says what a component takes and gives, by name, type and size', async () => {
    const session = await testRuntime().load(TINY_FLOW, FILE);
    expect([...session.inputs.values()]).toEqual([{ name: 'input_ids', type: 'int64', dims: ['batch', 12] }]);
    expect([...session.outputs.keys()]).toEqual(['last_hidden_state']);
    await session.release();
  });

  it('takes the first provider that can be had, in the order given', async () => {
    const session = await testRuntime(1, ['no-such-provider', 'cpu']).load(TINY_FLOW, FILE);
    expect(session.executionProvider).toBe('cpu');
    await session.release();
  });

  it('says in one sentence what is missing when there is none', async () => {
    const loading = testRuntime(1, ['no-such-provider']).load(TINY_FLOW, FILE);
    await expect(loading).rejects.toMatchObject({ code: 'runtime_unavailable' });
    await expect(loading).rejects.toThrow(/no-such-provider: not in this build, which has cpu/);
  });

  it('names a file that is missing, damaged, or runs into wrong shapes', async () => {
    const folder = await copyOf(TINY_FLOW);
    await expect(testRuntime().load(folder, 'unet/other.onnx')).rejects.toMatchObject({ code: 'file_missing' });
    for (const content of ['', 'not a model', Buffer.alloc(1000, 7)]) {
      await writeFile(join(folder, FILE), content);
      const loading = testRuntime().load(folder, FILE);
      await expect(loading).rejects.toMatchObject({ code: 'file_invalid' });
      await expect(loading).rejects.toThrow(/text_encoder\/model\.onnx/);
    }
    const session = await testRuntime().load(TINY_FLOW, FILE);
    const ids = { data: BigInt64Array.of(1n, 2n), dims: [1, 2] };
    await expect(session.run({ input_ids: ids })).rejects.toMatchObject({ code: 'unsupported_component' });
    await session.release();
  });
});
