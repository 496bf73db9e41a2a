import { Engine } from '@imageai/diffusion';
import { type BenchModel, picture } from './bench-model.js';
import { atLeast, type Result, reported } from './result.js';
import { median } from './statistics.js';
import { timePicture, withStack } from './with-stack.js';

const clients = 4;

/** Pictures a second through the whole platform / of the engine alone (P5). */
export const engineThroughput = (model: BenchModel): Promise<Result[]> =>
  withStack(
    'embedded model',
    async (stack) => {
      const engine = await Engine.start({ modelFolders: [model.folder] });
      let made = 0;
      // Each with a prompt and a seed of its own: what the engine remembers helps neither side.
      const alone = () => perSecond(model.images, () => engine.generate(picture(model, model.side.through, made++)));
      const through = () => perSecond(model.images, () => timePicture(stack, body(model, made++)));
      try {
        await alone();
        await through();
        const rates: { readonly alone: number; readonly through: number }[] = [];
        for (let round = 0; round < model.rounds; round++) {
          // A-B-B-A: what drifts in between meets both alike.
          const [a, b, c, d] = [await alone(), await through(), await through(), await alone()];
          rates.push({ alone: (a + d) / 2, through: (b + c) / 2 });
        }
        return [
          reported(`${model.label}: engine alone, 512 x 512`, median(rates.map((rate) => rate.alone)), '/s'),
          reported(`${model.label}: whole platform, 512 x 512`, median(rates.map((rate) => rate.through)), '/s'),
          atLeast(
            `${model.label}: whole platform / engine alone (P5)`,
            median(rates.map((rate) => rate.through / rate.alone)),
            0.97,
            '',
          ),
        ];
      } finally {
        await engine.close();
      }
    },
    { MODEL_FOLDERS: model.folder },
  );

const body = (bench: BenchModel, seed: number): object => {
  const { model, prompt, width, height, steps, guidanceScale } = picture(bench, bench.side.through, seed);
  return { model, prompt, width, height, seed, num_inference_steps: steps, guidance_scale: guidanceScale };
};

async function perSecond(images: number, make: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  let next = 0;
  const client = async () => {
    while (next++ < images) await make();
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (1_000 * images) / (performance.now() - startedAt);
}
