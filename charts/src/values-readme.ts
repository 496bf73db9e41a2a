import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { chart } from './helm.js';

interface Row {
  path: string;
  value: string;
  description: string;
}

/** The chart's README: the text above the table, and a row for each value that has a `# --` comment. */
export function chartReadme(): string {
  const document = parseDocument(readFileSync(join(chart, 'values.yaml'), 'utf8'));
  const rows = rowsOf(document.contents as YAMLMap, []);
  const table = rows.map(({ path, value, description }) => `| \`${path}\` | ${value} | ${description} |`);
  const introduction = readFileSync(join(chart, 'README.md.tmpl'), 'utf8').trimEnd();
  return `${introduction}\n\n## Values\n\n| value | default | what it is |\n| --- | --- | --- |\n${table.join('\n')}\n`;
}

function rowsOf(map: YAMLMap, above: readonly string[]): Row[] {
  return map.items.flatMap((pair, index) => {
    const path = [...above, String((pair.key as { value: unknown }).value)];
    const description = descriptionOf(pair, index === 0 ? map.commentBefore : undefined);
    const value = pair.value as Node | null;
    if (description !== undefined) return [{ path: path.join('.'), value: shown(value), description }];
    return isMap(value) ? rowsOf(value, path) : [];
  });
}

/** The comment right above a key; a map's first key has it at the map. */
function descriptionOf(pair: Pair, ofMap: string | null | undefined): string | undefined {
  const comment = (pair.key as Node).commentBefore ?? ofMap;
  const lines = comment?.split('\n').map((line) => line.trim()) ?? [];
  const start = lines.findLastIndex((line) => line.startsWith('-- '));
  if (start < 0) return undefined;
  return lines.slice(start).join(' ').slice(3).replaceAll('|', '\\|');
}

function shown(value: Node | null): string {
  const plain = isScalar(value) ? value.value : (value?.toJSON() as unknown);
  return `\`${JSON.stringify(plain).replaceAll('|', '\\|')}\``;
}
