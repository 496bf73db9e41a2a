import { describe, expect, it } from '@jest/globals';
import { chooseFiles, type Variants } from './choose-files.js';

const digest = { kind: 'sha256', hex: '0' } as const;
const choose = (paths: readonly string[], variants: Partial<Variants> = {}) => {
  const files = ['model_index.json', ...paths].map((path) => ({ path, bytes: 1, digest }));
  const chosen = chooseFiles(files, 'owner/model', { everywhere: undefined, byComponent: {}, ...variants });
  return { paths: chosen.files.map(({ path }) => path).filter((path) => path !== 'model_index.json'), ...chosen };
};
const unet = ['unet/model.onnx', 'unet/model.onnx_data', 'unet/model_fp16.onnx', 'unet/model_fp16.onnx_data'];

describe('of a repository', () => {
  it('graphs, external weights, settings and tokenizers are taken; what other frameworks and people read is not', () => {
    const needed = [
      'unet/model.onnx',
      'unet/weights.pb',
      'unet/config.json',
      'tokenizer/vocab.json',
      'tokenizer/merges.txt',
      'scheduler/scheduler_config.json',
    ];
    const others = [
      'README.md',
      '.gitattributes',
      'v1-5-pruned.ckpt',
      'images/example.png',
      'unet/diffusion_pytorch_model.safetensors',
      'unet/diffusion_pytorch_model.fp16.bin',
      'unet/openvino_model.bin',
      'unet/flax_model.msgpack',
      'unet/deep/model.onnx',
    ];
    expect(choose([...others, ...needed]).paths).toEqual(needed);
  });

  it('the plain form of a component is taken with its own weights, and named to nobody', () => {
    expect(choose(unet)).toMatchObject({ paths: ['unet/model.onnx', 'unet/model.onnx_data'], variants: {} });
  });

  it('a form that is asked for is taken where there is one, and stands in the manifest', () => {
    const { paths, variants } = choose([...unet, 'vae_decoder/model.onnx'], { everywhere: 'fp16' });
    expect(paths).toEqual(['unet/model_fp16.onnx', 'unet/model_fp16.onnx_data', 'vae_decoder/model.onnx']);
    expect(variants).toEqual({ unet: 'fp16' });
  });

  it('a form of one component has to be there, and goes before that of all', () => {
    const variants = { everywhere: 'fp16', byComponent: { unet: 'q4' } };
    expect(choose([...unet, 'unet/model_q4.onnx'], variants).paths).toEqual(['unet/model_q4.onnx']);
    expect(() => choose(unet, variants)).toThrow('owner/model has no unet/model_q4.onnx.');
  });

  it('none of several forms is guessed', () => {
    const several = ['unet/model_fp16.onnx', 'unet/model_q4.onnx'];
    expect(() => choose(several)).toThrow(/unet comes in several forms: .*--variant unet=… \(fp16, q4\)/);
  });

  it('without a pipeline, or without ONNX files, nothing is taken, in a sentence that says what to do', () => {
    const bare = { everywhere: undefined, byComponent: {} };
    expect(() => chooseFiles([], 'owner/model', bare)).toThrow(/no pipeline of diffusers: it has no model_index\.json/);
    expect(() => choose(['unet/model.safetensors'])).toThrow(/no ONNX files: take a repository/);
  });

  it('a path that leads out of the folder is never taken', () => {
    const hostile = ['../model.onnx', 'unet/../../x.onnx', '/etc/x.onnx', 'unet/..', 'unet\\x/y.onnx', '..\\a/b.onnx'];
    expect(choose([...hostile, 'unet/model.onnx']).paths).toEqual(['unet/model.onnx']);
  });
});
