/** A piece of a prompt, and how much more or less than the rest it is to count; 1 is as the model reads it. */
export interface WeightedText {
  readonly text: string;
  readonly weight: number;
}

const STRONGER = 1.1;
const TOKENS = /\\[\\()[\]]|:\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*\)|[\\()[\]:]|[^\\()[\]:]+/g;
const BREAK = /\s*\bBREAK\b\s*/;

type Piece = { text: string; weight: number } | 'break';

/**
 * Reads the weights that people write into prompts, as the web UIs of Stable Diffusion do: `(word)` counts 1.1 times,
 * `[word]` 1 / 1.1 times, `(word:1.3)` 1.3 times; brackets may be nested, and what is not closed reaches to the end. A
 * backslash takes a bracket, or itself, literally. `BREAK` begins a new chunk.
 *
 * @returns sections that begin a chunk each, of pieces whose weights differ from their neighbours'
 */
export function parsePromptWeights(prompt: string): WeightedText[][] {
  const pieces: Piece[] = [];
  const open: Record<'(' | '[', number[]> = { '(': [], '[': [] };
  const multiply = (from: number | undefined, factor: number) => {
    for (const piece of pieces.slice(from ?? pieces.length)) {
      if (piece !== 'break') piece.weight *= factor;
    }
  };

  for (const [token] of prompt.matchAll(TOKENS)) {
    if (token === '(' || token === '[') {
      open[token].push(pieces.length);
    } else if (token.startsWith(':') && token.endsWith(')') && open['('].length > 0) {
      multiply(open['('].pop(), Number.parseFloat(token.slice(1)));
    } else if (token === ')' && open['('].length > 0) {
      multiply(open['('].pop(), STRONGER);
    } else if (token === ']' && open['['].length > 0) {
      multiply(open['['].pop(), 1 / STRONGER);
    } else if (token.startsWith('\\')) {
      pieces.push({ text: token.slice(1), weight: 1 });
    } else {
      token.split(BREAK).forEach((text, index) => {
        if (index > 0) pieces.push('break');
        pieces.push({ text, weight: 1 });
      });
    }
  }
  for (const from of open['(']) multiply(from, STRONGER);
  for (const from of open['[']) multiply(from, 1 / STRONGER);
  return sectionsOf(pieces);
}

function sectionsOf(pieces: readonly Piece[]): WeightedText[][] {
  const sections: WeightedText[][] = [[]];
  for (const piece of pieces) {
    const section = sections.at(-1) ?? [];
    if (piece === 'break') {
      sections.push([]);
      continue;
    }
    const last = section.at(-1);
    if (last?.weight === piece.weight) {
      section[section.length - 1] = { text: last.text + piece.text, weight: last.weight };
    } else if (piece.text !== '') {
      section.push({ ...piece });
    }
  }
  return sections;
}
