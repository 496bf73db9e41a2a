import { Engine } from '@imageai/diffusion';
import { embeddedModel, picture } from './bench-model.js';
import { atLeast, type Result, reported } from './result.js';
import { median } from './statistics.js';
import { timePicture, withStack } from './with-stack.js';

const rounds = 5;
const images = 12;
const clients = 4;
const side = 512;

/** Pictures a second through the whole platform / of the engine alone (P5). */
export const engineThroughput = (): Promise<Result[]> =>
  withStack('embedded model', async (stack) => {
    const engine = await Engine.start({ modelFolders: [embeddedModel] });
    const alone = () => perSecond((seed) => engine.generate(picture(side, seed)));
    const through = () => perSecond((seed) => timePicture(stack, body(seed)));
    try {
      await alone();
      await through();
      const rates: { readonly alone: number; readonly through: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        // A-B-B-A: what drifts in between meets both alike.
        const [a, b, c, d] = [await alone(), await through(), await through(), await alone()];
        rates.push({ alone: (a + d) / 2, through: (b + c) / 2 });
      }
      return [
        reported('engine alone, 512 x 512', median(rates.map((rate) => rate.alone)), '/s'),
        reported('whole platform, 512 x 512', median(rates.map((rate) => rate.through)), '/s'),
        atLeast('whole platform / engine alone (P5)', median(rates.map((rate) => rate.through / rate.alone)), 0.97, ''),
      ];
    } finally {
      await engine.close();
    }
  });

const body = (seed: number): object => {
  const { prompt, style, width, height, steps, guidanceScale } = picture(side, seed);
  return { prompt, style, width, height, seed, num_inference_steps: steps, guidance_scale: guidanceScale };
};

async function perSecond(make: (seed: number) => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  let next = 0;
  const client = async () => {
    while (next < images) await make(next++);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (1_000 * images) / (performance.now() - startedAt);
}
