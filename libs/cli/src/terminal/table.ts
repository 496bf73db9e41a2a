import { plain, shortened } from './text.js';

const gap = '  ';

/** Rows as lines whose columns stand below each other; the last column takes what is left of the width. */
export function table(rows: readonly (readonly string[])[], width: number | undefined): string[] {
  const cells = rows.map((row) => row.map(plain));
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? '')].length))) ?? [];
  return cells.map((row) => {
    const line = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length)).join(gap);
    return width === undefined ? line.trimEnd() : shortened(line.trimEnd(), width);
  });
}
