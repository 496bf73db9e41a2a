const cells = 24;

/** How far something is, from 0 to 1. */
export function bar(fraction: number): string {
  const done = Math.round(Math.min(Math.max(fraction, 0), 1) * cells);
  return `${'█'.repeat(done)}${'░'.repeat(cells - done)}`;
}
