import { ImageAI } from '@imageai/client';
import { ImageAIAdmin } from '@imageai/client/admin';
import type { Settings } from './config.js';
import { exitCodes } from './exit-codes.js';
import { CliError } from './failure.js';
import type { Interruption } from './interruption.js';
import { table } from './terminal/table.js';
import type { Terminal } from './terminal/terminal.js';

/** What the command runs in. */
export interface Surroundings {
  readonly settings: Settings;
  /** For results: files, tables, JSON. */
  readonly stdout: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };
  /** For what must not stand on a command line. */
  readonly stdin: AsyncIterable<string | Uint8Array>;
  /** For people who watch: standard error. */
  readonly terminal: Terminal;
  readonly interruption: Interruption;
}

/** What every command that asks the server can be told. */
export interface CommonOptions {
  readonly baseUrl?: string;
  readonly json?: boolean;
}

/** What every command that asks the operators' API can be told. */
export interface AdminOptions {
  readonly adminUrl?: string;
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

  admin({ adminUrl }: AdminOptions): ImageAIAdmin {
    const { url, token } = this.surroundings.settings.admin;
    if (token === undefined) {
      throw new CliError(
        'There is no operator token: set IMAGEAI_ADMIN_TOKEN (npm start keeps one in .imageai/operator.env).',
        exitCodes.notAllowed,
      );
    }
    try {
      return new ImageAIAdmin({ token, baseUrl: adminUrl ?? url });
    } catch (error) {
      const isToken = (error as Error).message.startsWith('token');
      const what = isToken ? 'IMAGEAI_ADMIN_TOKEN' : 'The address of the operators’ API';
      throw new CliError(`${what} is wrong: ${(error as Error).message}`);
    }
  }

  /** The first line of standard input. */
  async firstLine(): Promise<string> {
    let text = '';
    for await (const chunk of this.surroundings.stdin) {
      text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      if (text.includes('\n')) break;
    }
    return (text.split('\n')[0] ?? '').trim();
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

  /** Rows below their heads; a note where there are none. */
  printTable(head: readonly string[], rows: readonly (readonly string[])[], none: string): void {
    if (rows.length === 0) this.terminal.note(none);
    else for (const line of table([head, ...rows], this.columns)) this.print(line);
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
