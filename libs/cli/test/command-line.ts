import { Readable } from 'node:stream';
import type { Settings } from '../src/config.js';
import { Interruption } from '../src/interruption.js';
import { run } from '../src/run.js';
import { Terminal, type TerminalSettings } from '../src/terminal/terminal.js';

export const noGraphics: TerminalSettings = {
  term: 'xterm-256color',
  program: undefined,
  isKitty: false,
  isMultiplexed: false,
};

interface Options {
  readonly apiKey?: string | undefined;
  readonly baseUrl: string;
  readonly isTTY?: boolean;
  readonly hub?: Settings['hub'];
  readonly adminToken?: string | undefined;
  /** What is typed. */
  readonly stdin?: string;
  readonly terminal?: TerminalSettings;
  readonly interruption?: Interruption;
}

/** Runs a command line in this process; answers what it ended with and wrote. */
export async function commandLine(args: readonly string[], options: Options) {
  const { baseUrl, isTTY = false, terminal = noGraphics, interruption = new Interruption() } = options;
  const { hub = { endpoint: baseUrl, token: undefined } } = options;
  const adminToken = 'adminToken' in options ? options.adminToken : 'token-of-ada';
  const apiKey = 'apiKey' in options ? options.apiKey : 'iai_live_test';
  const stdout: string[] = [];
  const stderr: string[] = [];
  const screen = { isTTY, columns: 80, rows: 24, write: (text: string) => stderr.push(text) };
  const exitCode = await run(args, {
    settings: { apiKey, baseUrl, admin: { url: baseUrl, token: adminToken }, hub, terminal },
    stdin: Readable.from([options.stdin ?? '']),
    stdout: { isTTY, columns: 40, write: (text) => stdout.push(text) },
    terminal: new Terminal(screen, terminal),
    interruption,
  });
  return { exitCode, stdout: stdout.join(''), stderr: stderr.join('') };
}
