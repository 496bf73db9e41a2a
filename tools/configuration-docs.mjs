// Writes docs/configuration.md from the zod schemas that the services parse their settings with.
// Run after a build; `--check` only compares, and fails when the file is out of date.
import { glob, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = `${root}docs/configuration.md`;

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function describe([name, setting]) {
  const absent = setting.safeParse(undefined);
  const fallback = absent.success ? (absent.data === undefined ? 'none' : `\`${absent.data}\``) : '**required**';
  return `| \`${name}\` | ${fallback} | ${cell(setting.description ?? setting.meta?.()?.description ?? '')} |`;
}

async function section(service) {
  const { configSchema } = await import(pathToFileURL(`${root}services/${service}/dist/config.js`).href);
  const rows = Object.entries(configSchema.shape).map(describe);
  return `## ${service}\n\n| setting | default | what it is |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

// The website has no settings of its own.
const schemas = await Array.fromAsync(glob('*/src/config.ts', { cwd: `${root}services` }));
const services = schemas.map((file) => dirname(dirname(file))).sort();
const text = `# Configuration

Every service reads its settings from the environment, once, at its start; \`<NAME>_FILE\` instead of \`<NAME>\` names a file that holds the value. What is missing or wrong is listed all at once, by name. This page is generated from the schemas that do so (\`node tools/configuration-docs.mjs\`). \`npm start\` sets all of them.

${(await Promise.all(services.map(section))).join('\n')}`;

if (!process.argv.includes('--check')) await writeFile(target, text);
else if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
  process.stderr.write('docs/configuration.md is out of date: run "node tools/configuration-docs.mjs".\n');
  process.exitCode = 1;
}
