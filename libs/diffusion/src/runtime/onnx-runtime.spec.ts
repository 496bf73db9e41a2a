import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { copyOf, TINY_FLOW } from '../../test/fixtures.js';
import { testRuntime } from '../../test/test-runtime.js';
import { providerFailure } from './provider-failure.js';

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

  it('says what is missing of a provider that was passed over, once for all components', async () => {
    const runtime = testRuntime(1, ['no-such-provider', 'another', 'cpu']);
    for (const file of [FILE, 'unet/model.onnx']) await (await runtime.load(TINY_FLOW, file)).release();
    expect(runtime.passedOver).toEqual([
      expect.stringMatching(/^no-such-provider: not in this build/),
      expect.stringMatching(/^another: not in this build/),
    ]);
  });

  it.each([
    [
      'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
      /put libonnxruntime_providers_shared\.so/,
    ],
    ['Failed to get a WebGPU adapter: No supported adapters', /no graphics adapter was found; install libvulkan1/],
    ['CUDA failure 100: no CUDA-capable device is detected', /no card, or a driver older/],
    [
      'Failed to allocate memory for requested buffer of size 12',
      /too little memory for it .*; choose a smaller variant/,
    ],
    ['something else', /^webgpu: something else$/],
  ])('turns "%s" into what an operator can do', (message, sentence) => {
    expect(providerFailure('webgpu', message)).toMatch(sentence);
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
