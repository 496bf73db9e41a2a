// Makes the pictures of the site with a running Image AI, as their prompts and seeds say:
//   node tools/pictures.mjs http://localhost:8080 iai_live_…
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const [baseUrl, key] = process.argv.slice(2);
const src = join(import.meta.dirname, '..', 'src');
const examples = JSON.parse(readFileSync(join(src, 'front', 'pictures.json'), 'utf8'));
// One prompt in every style, so that what differs is the style.
const styles = ['photorealistic', 'painting', 'cartoon', 'sketch', 'abstract'].map((style) => ({
  name: style,
  style,
  prompt: 'a meadow with flowers in spring, a windmill in the distance',
  seed: 7,
  width: 512,
  height: 512,
}));

async function make({ name, ...parameters }, folder, edge) {
  const response = await fetch(`${baseUrl}/api/generate-image`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  });
  const { url, error } = await response.json();
  if (!response.ok) throw new Error(error.message);
  const png = Buffer.from(await (await fetch(url)).arrayBuffer());
  const webp = await sharp(png)
    .resize({ width: edge, height: edge, fit: 'inside' })
    .webp({ quality: 78, effort: 6 })
    .toBuffer();
  writeFileSync(join(folder, `${name}.webp`), webp);
  return webp.length;
}

let bytes = 0;
for (const example of examples) bytes += await make(example, join(src, 'front', 'pictures'), 640);
for (const style of styles) bytes += await make(style, join(src, 'playground', 'styles'), 160);
process.stdout.write(`${examples.length + styles.length} pictures, ${Math.round(bytes / 1024)} KiB\n`);
