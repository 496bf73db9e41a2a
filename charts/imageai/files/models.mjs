// Brings the files of models.json onto the volume (`fetch`), or waits until they are there (`wait`).
// A file appears under its name only when its sha256 is the one of the list.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const target = resolve(process.env.MODELS_FOLDER ?? '/models');
const text = readFileSync(new URL('models.json', import.meta.url), 'utf8');
const files = JSON.parse(text);
/** Says that all of this list was verified: workers need not read gigabytes again. */
const mark = join(target, `.whole-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`);

if (process.argv[2] === 'wait') {
  while (!existsSync(mark)) {
    console.log('The models are not there yet.');
    await sleep(5_000);
  }
} else {
  for (const file of files) await bring(file);
  await writeFile(mark, '');
  console.log(`${files.length} files are whole.`);
}

async function bring({ path, url, sha256 }) {
  const place = resolve(target, path);
  if (!place.startsWith(target + sep)) throw new Error(`${path} would lie outside the volume.`);
  if (existsSync(place) && (await digestOf(place)) === sha256) return;
  mkdirSync(dirname(place), { recursive: true });
  const partial = `${place}.partial`;
  const answer = await fetch(url);
  if (!answer.ok || answer.body === null) throw new Error(`${url} answered ${answer.status}.`);
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(partial));
  const found = await digestOf(partial);
  if (found !== sha256) {
    rmSync(partial);
    throw new Error(`${path} has the sha256 ${found}, not ${sha256}: it was not kept.`);
  }
  renameSync(partial, place);
  console.log(`${path} is whole.`);
}

async function digestOf(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
