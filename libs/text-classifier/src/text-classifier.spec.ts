import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from '@jest/globals';
import { TextClassifier } from './text-classifier.js';

const tiny = resolve('fixtures/tiny-classifier');
const folders: string[] = [];
const classifiers: TextClassifier[] = [];
afterAll(async () => {
  await Promise.all(classifiers.map((each) => each.close()));
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});

/** The thread runs what was built: Node does not read TypeScript with `.js` names. */
const startThread = (workerData: string) => new Worker(resolve('dist/worker.js'), { workerData });
const start = async (folder = tiny): Promise<TextClassifier> => {
  const classifier = await TextClassifier.start(folder, startThread);
  classifiers.push(classifier);
  return classifier;
};

/** A copy of the folder, with these files changed or, by `null`, removed. */
const changed = async (files: Readonly<Record<string, string | Buffer | object | null>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'text-classifier-'));
  folders.push(folder);
  await cp(tiny, folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    if (content === null) await rm(join(folder, file));
    else if (typeof content === 'string' || content instanceof Buffer) await writeFile(join(folder, file), content);
    else {
      const before = JSON.parse(await readFile(join(folder, file), 'utf8'));
      await writeFile(join(folder, file), JSON.stringify({ ...before, ...content }));
    }
  }
  return folder;
};

/** What onnxruntime and tokenizers give in Python, here and below. */
const lighthouse = { neutral: '0.9989', violence: '0.0002', gambling: '0.0009' };

/** The graph with a bias that is no number. */
const withoutNumbers = (): Buffer => {
  const graph = readFileSync(join(tiny, 'model.onnx'));
  // Of an initializer: its name, then its bytes, three floats.
  const start = Buffer.concat([Buffer.from([0x42, 4]), Buffer.from('bias'), Buffer.from([0x4a, 12])]);
  graph.writeFloatLE(Number.NaN, graph.indexOf(start) + start.length);
  return graph;
};

const patient = new AbortController().signal;
const scoresOf = async (classifier: TextClassifier, text: string) =>
  Object.fromEntries([...(await classifier.scores(text, patient))].map(([label, score]) => [label, score.toFixed(4)]));

describe('a text classifier', () => {
  test('gives the scores that ONNX Runtime for Python gives for the tokens of its own tokenizer', async () => {
    const classifier = await start();
    expect(classifier.labels).toEqual(['neutral', 'violence', 'gambling']);
    expect(await scoresOf(classifier, 'a lighthouse on a cliff')).toEqual(lighthouse);
    expect(await scoresOf(classifier, 'Soldiers SHOOT at a crowd!')).toEqual({
      neutral: '0.0033',
      violence: '0.9952',
      gambling: '0.0015',
    });
    expect(await scoresOf(classifier, '')).toEqual({ neutral: '0.1152', violence: '0.7717', gambling: '0.1131' });
  });

  test('scores each label for itself where the model says so', async () => {
    const classifier = await start(await changed({ 'config.json': { problem_type: 'multi_label_classification' } }));
    expect(await scoresOf(classifier, 'they bet on a poker game')).toEqual({
      neutral: '0.0706',
      violence: '0.0695',
      gambling: '0.9947',
    });
  });

  test('reads a text to its end that is longer than the model', async () => {
    const classifier = await start();
    const prompt = `${'a calm lake '.repeat(15)}soldiers shoot at a crowd`;
    expect((await classifier.scores(prompt, patient)).get('violence')).toBeGreaterThan(0.9);
  });

  test('leaves out the turn of whoever gave up waiting, and serves those behind', async () => {
    const classifier = await start();
    const impatient = new AbortController();
    const first = classifier.scores('a lake', patient);
    const second = classifier.scores('a lake', impatient.signal);
    const third = classifier.scores('soldiers shoot at a crowd', patient);
    impatient.abort(new Error('no time'));
    await expect(second).rejects.toThrow('no time');
    expect((await first).size).toBe(3);
    expect((await third).get('violence')).toBeGreaterThan(0.9);
  });

  test('rejects what was asked when its thread dies, and answers the next text from another', async () => {
    const dying = `const { parentPort } = require('node:worker_threads');
      parentPort.on('message', () => process.exit(1));
      parentPort.postMessage({ labels: ['neutral', 'violence', 'gambling'] });`;
    const starts = [() => new Worker(dying, { eval: true })];
    const classifier = await TextClassifier.start(tiny, (folder) => starts.pop()?.() ?? startThread(folder));
    classifiers.push(classifier);
    await expect(classifier.scores('a lake', patient)).rejects.toThrow('its thread ended');
    expect(await scoresOf(classifier, 'a lighthouse on a cliff')).toEqual(lighthouse);
  });

  test('answers what runs when it is closed, and nothing that waits or comes later', async () => {
    const classifier = await start();
    const [runs, waits] = [classifier.scores('a lake', patient), classifier.scores('a lake', patient)];
    // Its turn has come with the next task.
    await new Promise<void>((done) => setImmediate(done));
    const rejected = expect(waits).rejects.toThrow('the classifier was closed');
    await classifier.close();
    expect((await runs).size).toBe(3);
    await rejected;
    await expect(classifier.scores('a lake', patient)).rejects.toThrow('the classifier was closed');
  });

  test('is found where hubs put the graph, in onnx/', async () => {
    const folder = await changed({ 'model.onnx': null });
    await cp(join(tiny, 'model.onnx'), join(folder, 'onnx/model.onnx'));
    expect((await start(folder)).labels).toHaveLength(3);
  });
});

describe('a folder that is no classifier is refused at the start, in a sentence that names the file', () => {
  test.each([
    ['without config.json', { 'config.json': null }, /config\.json in .* cannot be read/],
    [
      'with labels that are no object',
      { 'config.json': { id2label: ['a'] } },
      /config\.json in .* is wrong at id2label/,
    ],
    ['with a gap in the labels', { 'config.json': { id2label: { 0: 'a', 2: 'b' } } }, /from 0, without a gap/],
    ['with other labels than the graph', { 'config.json': { id2label: { 0: 'a', 1: 'b' } } }, /one for each of the 2/],
    ['without tokenizer', { 'tokenizer.json': null }, /tokenizer\.json in .* cannot be read/],
    ['with a tokenizer that is none', { 'tokenizer.json': '{}' }, /tokenizer\.json in .* cannot be used/],
    [
      'that leaves no room',
      { 'tokenizer_config.json': { model_max_length: 2 } },
      /leaves no room for a text: 2 tokens/,
    ],
    ['without graph', { 'model.onnx': null }, /model\.onnx is missing/],
    ['with a graph that gives no numbers', { 'model.onnx': withoutNumbers() }, /gave no numbers/],
    ['with a damaged graph', { 'model.onnx': 'no model' }, /model\.onnx is no ONNX model that can be run/],
  ])('%s', async (_, files, sentence) => {
    await expect(start(await changed(files))).rejects.toThrow(sentence);
  });
});
