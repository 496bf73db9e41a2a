import { relative } from 'node:path';
import type { DemoKeys } from './demo-accounts.js';
import type { FirstImage } from './first-image.js';

/** Where the command looks by itself. */
const defaultUrl = 'http://localhost:8080';

export interface Readiness {
  url: string;
  cdn: string;
  keys: DemoKeys;
  keysFile: string;
  operatorFile: string;
  image: FirstImage;
  prompt: string;
  staysUp: boolean;
}

/** One line for programs; the fields are promised. */
export function jsonReport({ url, cdn, keys, image }: Readiness): string {
  return `${JSON.stringify({ url, cdn, keys, image: image.answer })}\n`;
}

export function humanReport(readiness: Readiness): string {
  const { url, keys, keysFile, operatorFile, image, prompt, staysUp } = readiness;
  const here = (file: string) => (relative('.', file).startsWith('..') ? file : relative('.', file));
  return `
Your picture of "${prompt}"
  file          ${here(image.file)}
  url           ${image.answer.url}
  took          ${(image.elapsedMs / 1000).toFixed(1)} s

Demo keys, kept in ${here(keysFile)}
  Starter       ${keys.starter}
  Professional  ${keys.professional}
  Enterprise    ${keys.enterprise}

${staysUp ? `Make another:\n\n${curlCommand(url, keys.enterprise)}\n\n${cliCommand(url, keys.enterprise)}\n\nLook after it:\n\n. ${here(operatorFile)} && npx imageai admin queue\n\nThe website, and the API, until Ctrl-C: ${url}` : 'Start without --once to keep it running.'}
`;
}

/** The command of the README, with a key that works. */
export function curlCommand(url: string, key: string): string {
  const body =
    '{"prompt": "a sailing boat on a calm lake at sunset", "style": "painting", "width": 768, "height": 512}';
  return `curl ${url}/api/generate-image \\
  -H "Authorization: Bearer ${key}" -H "Content-Type: application/json" \\
  -d '${body}'`;
}

/** The same by the workspace's own command. */
function cliCommand(url: string, key: string): string {
  const environment = { IMAGEAI_API_KEY: key, ...(url !== defaultUrl && { IMAGEAI_BASE_URL: url }) };
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return `${settings.join(' ')} npx imageai generate "a sailing boat on a calm lake at sunset" -o boat.png`;
}
