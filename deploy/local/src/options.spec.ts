import { expect, test } from '@jest/globals';
import { DEFAULT_PROMPT, parseRunOptions } from './options.js';

test('without arguments it serves on 8080 and 8081, and draws a default prompt', () => {
  expect(parseRunOptions([])).toEqual({
    prompt: DEFAULT_PROMPT,
    once: false,
    fresh: false,
    json: false,
    port: 8080,
    cdnPort: 8081,
    models: undefined,
  });
});

test('the prompt is what stands without an option, quoted or not', () => {
  expect(parseRunOptions(['a lake', '--once'])?.prompt).toBe('a lake');
  expect(parseRunOptions(['a', 'lake', 'at', 'dusk'])?.prompt).toBe('a lake at dusk');
});

test('the pictures are served on the port after the public one, or on one that is named', () => {
  expect(parseRunOptions(['--port', '9000'])).toMatchObject({ port: 9000, cdnPort: 9001 });
  expect(parseRunOptions(['--port=9000', '--cdn-port=80'])).toMatchObject({ port: 9000, cdnPort: 80 });
});

test('help is asked for, whatever else is', () => {
  expect(parseRunOptions(['--once', '--help'])).toBeUndefined();
});

test.each([
  [['--fesh'], 'There is no option --fesh: "npm start -- --help" lists those there are.'],
  [['--port'], '--port needs a value.'],
  [['--once=yes'], '--once takes no value.'],
  [['--port', 'http'], '--port must be a number from 1 to 65535, not "http".'],
  [['--port', '70000'], '--port must be a number from 1 to 65535, not "70000".'],
  [['--port', '65535'], '--port 65535 leaves no port for the pictures: add --cdn-port.'],
  [['--port', '90', '--cdn-port', '90'], '--port and --cdn-port are the same: two servers need two ports.'],
  [['  '], 'The prompt is empty: say what the picture shows.'],
  [['x'.repeat(1001)], 'The prompt is longer than 1000 characters.'],
])('%j is refused in one sentence', (args, message) => {
  expect(() => parseRunOptions(args)).toThrow(expect.objectContaining({ name: 'StartupError', message }));
});

test('the length of a prompt is counted in characters, as the API does', () => {
  expect(parseRunOptions(['🌊'.repeat(1000)])?.prompt).toHaveLength(2000);
});
