// Runs in a process of its own: generate-once.mjs <model folder> <request as JSON> prints the sha256 of the pixels.
import { createHash } from 'node:crypto';
import { Engine } from '../dist/index.js';

const [, , folder, request] = process.argv;
const engine = await Engine.start({ modelFolders: [folder], threads: 1 });
const { pixels } = await engine.generate({ model: engine.models[0].name, ...JSON.parse(request) });
process.stdout.write(createHash('sha256').update(pixels).digest('hex'));
await engine.close();
