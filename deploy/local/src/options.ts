import { parseArgs } from 'node:util';
import { StartupError } from '@imageai/backing-services';

export const DEFAULT_PROMPT = 'a lake between mountains at sunset, a small boat on the water';
const DEFAULT_PORT = 8080;
const MAX_PROMPT_CHARACTERS = 1000;

export const HELP = `Usage: npm start -- [options] ["what the first picture shows"]

Starts Image AI on this machine, makes a picture, and serves until Ctrl-C.

  --once            stop after the first picture
  --fresh           begin anew: forget accounts, keys, pictures and jobs of earlier runs
  --port <number>   public port (default ${DEFAULT_PORT})
  --cdn-port <n>    port of the pictures (default: the public port + 1)
  --models <folder> a folder with model folders of your own, in the layout of diffusers' ONNX exports
  --json            print one line of JSON when all is ready, and nothing else, on standard output
  --help            print this

Data lies in .imageai/ (IMAGEAI_DATA names another folder), logs in .imageai/logs/.
`;

export interface RunOptions {
  prompt: string;
  once: boolean;
  fresh: boolean;
  json: boolean;
  port: number;
  cdnPort: number;
  models?: string;
}

/** What the command line asks for; undefined when it asks for help. */
export function parseRunOptions(args: readonly string[]): RunOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const port = portOf('--port', values.port ?? String(DEFAULT_PORT));
  const cdnPort = values['cdn-port'] === undefined ? port + 1 : portOf('--cdn-port', values['cdn-port']);
  if (cdnPort > 65535) throw new StartupError('--port 65535 leaves no port for the pictures: add --cdn-port.');
  if (cdnPort === port) throw new StartupError('--port and --cdn-port are the same: two servers need two ports.');
  return {
    prompt: promptOf(positionals),
    once: values.once ?? false,
    fresh: values.fresh ?? false,
    json: values.json ?? false,
    port,
    cdnPort,
    models: values.models,
  };
}

function parse(args: readonly string[]) {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  const options = {
    once: flag,
    fresh: flag,
    json: flag,
    help: flag,
    port: text,
    'cdn-port': text,
    models: text,
  };
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new StartupError(sentence(error as Error & { code?: string }));
  }
}

/** Node's own messages run over several sentences, and advise what does not help here. */
function sentence(error: Error & { code?: string }): string {
  const name = /'(-[^' ]*)/.exec(error.message)?.[1] ?? 'an option';
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    return `There is no option ${name}: "npm start -- --help" lists those there are.`;
  }
  return /does not take an argument/.test(error.message) ? `${name} takes no value.` : `${name} needs a value.`;
}

function portOf(option: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw new StartupError(`${option} must be a number from 1 to 65535, not "${text}".`);
  }
  return port;
}

function promptOf(words: readonly string[]): string {
  const prompt = words.length === 0 ? DEFAULT_PROMPT : words.join(' ');
  if (prompt.trim() === '') throw new StartupError('The prompt is empty: say what the picture shows.');
  if ([...prompt].length > MAX_PROMPT_CHARACTERS) {
    throw new StartupError(`The prompt is longer than ${MAX_PROMPT_CHARACTERS} characters.`);
  }
  return prompt;
}
