import { ImageAI } from '@imageai/client';
import type { Settings } from './config.js';
import { exitCodes } from './exit-codes.js';
import { CliError } from './failure.js';
import type { Interruption } from './interruption.js';
import type { Terminal } from './terminal/terminal.js';

/** What the command runs in. */
export interface Surroundings {
  readonly settings: Settings;
  /** For results: files, tables, JSON. */
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
  /** For people who watch: standard error. */
  readonly terminal: Terminal;
  readonly interruption: Interruption;
}

/** What every command that asks the server can be told. */
export interface CommonOptions {
  readonly baseUrl?: string;
  readonly json?: boolean;
}

/** What a subcommand works with. */
export class Context {
  readonly terminal: Terminal;
  readonly interruption: Interruption;

  constructor(private readonly surroundings: Surroundings) {
    this.terminal = surroundings.terminal;
    this.interruption = surroundings.interruption;
  }

  client({ baseUrl = this.surroundings.settings.baseUrl }: CommonOptions): ImageAI {
    const { apiKey } = this.surroundings.settings;
    if (apiKey === undefined) {
      throw new CliError('There is no API key: set IMAGEAI_API_KEY (npm start prints some).', exitCodes.notAllowed);
    }
    try {
      return new ImageAI({ apiKey, baseUrl });
    } catch (error) {
      throw new CliError(
        `${isKeyFault(error) ? 'IMAGEAI_API_KEY' : 'The address of the server'} is wrong: ${(error as Error).message}`,
      );
    }
  }

  get hub(): Settings['hub'] {
    return this.surroundings.settings.hub;
  }

  /** How wide a line of the result may be; undefined: as wide as it is, because no terminal shows it. */
  get columns(): number | undefined {
    const { stdout } = this.surroundings;
    // Some terminals do not say it, which is 0.
    return stdout.isTTY ? stdout.columns || undefined : undefined;
  }

  /** A line of the result. */
  print(line: string): void {
    this.surroundings.stdout.write(`${line}\n`);
  }

  printJson(value: unknown): void {
    this.print(JSON.stringify(value));
  }
}

const isKeyFault = (error: unknown): boolean => (error as Error).message.startsWith('apiKey');
