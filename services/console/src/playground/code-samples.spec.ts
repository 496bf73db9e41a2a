import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { codeSamples } from './code-samples.js';

const origin = 'http://localhost:8080';
const request = {
  prompt: `it's "a lake" \${HOME} \`ls\`\nat dawn`,
  style: 'painting',
  width: 768,
  height: 512,
  seed: 7,
  n: 2,
} as const;
const sample = (name: string): string => codeSamples(request, origin).find((one) => one.name === name)?.code ?? '';

/** What a program is handed in the place of `command`. */
const argumentsIn = (script: string): string[] =>
  execFileSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }\n${script}`], { encoding: 'utf8' }).split('\0');

describe('the code beside the form', () => {
  it('hands cURL the request whole, whatever the prompt has in it', () => {
    const body = argumentsIn(sample('cURL')).at(-2) ?? '';
    expect(JSON.parse(body)).toEqual(request);
  });

  it('is JavaScript that sends the request', async () => {
    const sent: { url: string; body: unknown }[] = [];
    const fetch = async (url: string, { body }: { body: string }) => {
      sent.push({ url, body: JSON.parse(body) });
      return { ok: true, json: async () => ({ url: 'the picture' }) };
    };
    const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as typeof Function;
    const logged: unknown[] = [];
    const environment = { process: { env: {} }, console: { log: (line: unknown) => logged.push(line) }, fetch };
    await new AsyncFunction(...Object.keys(environment), sample('JavaScript'))(...Object.values(environment));
    expect(sent).toEqual([{ url: `${origin}/api/generate-image`, body: request }]);
    expect(logged).toEqual(['the picture']);
  });

  it('is Python that holds the same request', () => {
    const dictionary = /json\.dumps\((\{.*?\n {4}\})\)/s.exec(sample('Python'))?.[1] ?? '';
    expect(JSON.parse(dictionary)).toEqual(request);
  });

  it('asks OpenAI’s route for the style in words, and puts what it does not know apart', () => {
    const code = sample('OpenAI SDK');
    expect(code).toContain(`baseURL: '${origin}/v1'`);
    expect(code).toContain(`prompt: ${JSON.stringify(`${request.prompt}, painting`)}`);
    expect(code).toContain('size: "768x512"');
    expect(code).toMatch(/\.\.\.\{\s+"seed": 7\s+\}/);
  });

  it('asks OpenAI’s route for no format that it does not have', () => {
    const codeOf = (output_format: 'webp' | 'avif') => codeSamples({ ...request, output_format }, origin).at(-1)?.code;
    expect(codeOf('webp')).toContain('output_format: "webp"');
    expect(codeOf('avif')).not.toContain('avif');
  });
});
