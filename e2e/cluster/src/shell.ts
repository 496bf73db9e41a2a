import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;

export interface ShellOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/**
 * Runs a program to its end; what it prints.
 *
 * @throws Error with what it printed last
 */
export async function shell(program: string, args: readonly string[], options: ShellOptions = {}): Promise<string> {
  const { cwd, env, input } = options;
  const started = run(program, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    maxBuffer: MOST_OUTPUT_BYTES,
  });
  if (input !== undefined) started.child.stdin?.end(input);
  try {
    return (await started).stdout;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string };
    const said = (stderr || stdout).trimEnd().split('\n').slice(-15).join('\n');
    throw new Error(`${program} ${args.slice(0, 3).join(' ')}: ${said || message}`);
  }
}
