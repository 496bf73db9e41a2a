import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { modules } from '../bootstrap/paths.mjs';
import { filesBelow } from '../bootstrap/stamp.mjs';
import { root } from '../workspace.mjs';
import { checkSuite } from './suite.mjs';
import { runTool, tail } from './tool.mjs';

const PROTO = join(root, 'proto');
/** Where schemas lie, and what their template names for what it makes of them. */
const schemas = [
  { proto: PROTO, generated: join(root, 'libs/contracts/src/gen'), asNamed: '../libs/contracts/src/gen' },
  {
    proto: join(root, 'libs/diffusion/proto'),
    generated: join(root, 'libs/diffusion/src/onnx/gen'),
    asNamed: '../src/onnx/gen',
  },
];
const CONFIGURATION_DOCS = join(root, 'tools/configuration-docs.mjs');
const BUF = join(modules, '.bin', 'buf');

/** The contracts keep to buf's rules, and what is generated from them and from the settings' schemas is what lies in the tree. */
export async function generatedStage() {
  const lint = await runTool(BUF, ['lint'], { cwd: PROTO });
  return [
    checkSuite('buf', [
      {
        title: 'the contracts keep to the rules of buf lint',
        message: lint.code === 0 ? undefined : tail(lint.output),
      },
      { title: 'the generated code is what the contracts give', message: await drifts() },
    ]),
    checkSuite('configuration', [
      { title: 'docs/configuration.md is what the schemas of the settings give', message: await configuration() },
    ]),
  ];
}

async function configuration() {
  const { code, output } = await runTool(process.execPath, [CONFIGURATION_DOCS, '--check'], { cwd: root });
  return code === 0 ? undefined : tail(output);
}

async function drifts() {
  const all = await Promise.all(schemas.map(drift));
  return all.filter((message) => message !== undefined).join('\n') || undefined;
}

async function drift({ proto, generated, asNamed }) {
  const folder = mkdtempSync(join(tmpdir(), 'imageai-generated-'));
  try {
    const { code, output } = await runTool(BUF, ['generate', '--template', template(proto, asNamed, folder)], {
      cwd: proto,
    });
    if (code !== 0) return tail(output);
    const differences = compare(folder, generated);
    if (differences.length === 0) return undefined;
    return `${differences.join('\n')}\nRun "buf generate" in ${relative(root, proto)}/ and commit what changes.`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The template in the tree, with another place to write to. */
function template(proto, asNamed, folder) {
  const text = readFileSync(join(proto, 'buf.gen.yaml'), 'utf8');
  return text.replaceAll(asNamed, folder).replaceAll(/(\.\.\/)+node_modules/g, modules);
}

function compare(fresh, kept) {
  const [made, there] = [fresh, kept].map(
    (folder) => new Map(filesBelow(folder).map((file) => [relative(folder, file), readFileSync(file, 'utf8')])),
  );
  const names = [...new Set([...made.keys(), ...there.keys()])].sort();
  return names
    .filter((name) => made.get(name) !== there.get(name))
    .map((name) => `${name} ${made.has(name) ? (there.has(name) ? 'differs' : 'is missing') : 'has no contract'}`);
}
