import { spawn } from 'node:child_process';
import { environment } from '../bootstrap/paths.mjs';
import { root } from '../workspace.mjs';

/**
 * Runs a tool to its end, and keeps what it says.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, onLine?: (line: string) => void }} [options]
 * @returns {Promise<{ code: number, output: string, stdout: string }>}
 */
export function runTool(command, args, { cwd = root, env, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      keep(text);
    });
    const keep = (text) => {
      output += text;
      const line = text.trim().split('\n').at(-1);
      if (line) onLine?.(line.slice(0, 100));
    };
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', (error) =>
      resolve({ code: 127, output: `${command} could not be run: ${error.message}`, stdout: '' }),
    );
    child.once('close', (code) => resolve({ code: code ?? 1, output: output.trimEnd(), stdout }));
  });
}

/** The end of what a tool said: enough to see what is wrong, not so much that it hides the rest. */
export function tail(output, lines = 40) {
  const all = output.split('\n');
  return (all.length > lines ? ['…', ...all.slice(-lines)] : all).join('\n');
}
