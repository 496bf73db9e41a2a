import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { withStack } from './with-stack.js';

// Makes docs/pictures.md and its pictures: ten prompts, one seed, as they come.

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));
const tile = 384;

const prompts: readonly (readonly [style: string, prompt: string])[] = [
  [
    'photorealistic',
    'A serene mountain lake at sunset, with pink and orange clouds reflected in the still water, surrounded by pine trees and snow-capped peaks',
  ],
  ['photorealistic', 'a lighthouse on a cliff in a storm'],
  ['painting', 'a red sailing boat on a calm sea at dawn'],
  ['painting', 'an autumn forest in the fog'],
  ['cartoon', 'three hot air balloons over green hills on a sunny day'],
  ['cartoon', 'a small house in a snowy meadow at night, with the moon and stars'],
  ['sketch', 'a castle on a hill under heavy clouds'],
  ['sketch', 'palm trees on a beach'],
  ['abstract', 'the skyline of a city at dusk'],
  ['abstract', 'a desert with cacti under an orange sky'],
];
const seed = 1;

await withStack('embedded model', async (stack) => {
  const tiles: Buffer[] = [];
  for (const [style, prompt] of prompts) {
    const response = await fetch(`${stack.url}/api/generate-image`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stack.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ prompt, style, seed }),
    });
    const { url } = (await response.json()) as { url: string };
    const picture = Buffer.from(await (await fetch(url)).arrayBuffer());
    tiles.push(await sharp(picture).resize(tile).toBuffer());
    process.stderr.write(`${style}: ${prompt}\n`);
  }
  const columns = 5;
  await mkdir(`${docs}images`, { recursive: true });
  await sharp({ create: { width: columns * tile, height: 2 * tile, channels: 3, background: 'white' } })
    .composite(tiles.map((input, at) => ({ input, left: Math.floor(at / 2) * tile, top: (at % 2) * tile })))
    .webp({ quality: 82 })
    .toFile(`${docs}images/ten-prompts.webp`);
});

const rows = prompts.map(
  ([style, prompt], at) => `| ${Math.floor(at / 2) + 1} | ${(at % 2) + 1} | ${style} | ${prompt} |`,
);
await writeFile(
  `${docs}pictures.md`,
  `# Ten pictures

![Ten pictures by the embedded model](images/ten-prompts.webp)

Made by the whole platform with the embedded model, 1024 x 1024, seed ${seed}, everything else as it is by default; not chosen, only scaled down. \`node e2e/bench/dist/gallery.js\` makes them again.

| column | row | style | prompt |
| --- | --- | --- | --- |
${rows.join('\n')}
`,
);
