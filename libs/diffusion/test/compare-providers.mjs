// Runs in a process of its own, since Vulkan's variables are read when a process starts:
// compare-providers.mjs <model folder> <provider> prints how far each component is from what the cpu gives, as JSON.
import { OnnxRuntime } from '../dist/runtime/onnx-runtime.js';

const [, , folder, provider] = process.argv;
const wave = (dims, step = 1) => {
  const length = dims.reduce((size, dim) => size * dim, 1);
  return { data: Float32Array.from({ length }, (_, index) => Math.sin(index * step)), dims };
};
const ids = { data: BigInt64Array.from({ length: 77 }, (_, index) => BigInt(index)), dims: [1, 77] };

/** The smallest shapes: software is slow. */
const components = {
  text_encoder: [{ input_ids: ids }, 'last_hidden_state'],
  unet: [{ sample: wave([1, 4, 8, 8]), timestep: wave([1]), encoder_hidden_states: wave([1, 8, 8]) }, 'out_sample'],
  vae_decoder: [{ latent_sample: wave([1, 4, 4, 4]) }, 'sample'],
};

const differences = {};
for (const [component, [feeds, output]] of Object.entries(components)) {
  const answers = [];
  for (const name of [provider, 'cpu']) {
    const runtime = new OnnxRuntime({ threads: 1, executionProviders: [name] });
    const session = await runtime.load(folder, `${component}/model.onnx`);
    answers.push((await session.run(feeds)).get(output).data);
    await session.release();
  }
  const [actual, expected] = answers;
  differences[component] = expected.reduce((largest, value, at) => Math.max(largest, Math.abs(value - actual[at])), 0);
}
process.stdout.write(JSON.stringify(differences));
