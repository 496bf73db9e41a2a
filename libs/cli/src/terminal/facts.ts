import { plain } from './text.js';

/** A name and what is to be said of it; nothing where null. */
export type Fact = readonly [name: string, value: string | number | null];

const leastWidth = 8;
const gap = 2;

/** One line a fact, values below each other. */
export function factLines(facts: readonly Fact[]): string[] {
  const known = facts.filter(([, value]) => value !== null);
  const width = Math.max(leastWidth, ...known.map(([name]) => name.length)) + gap;
  return known.map(([name, value]) => `${name.padEnd(width)}${plain(String(value))}`);
}
