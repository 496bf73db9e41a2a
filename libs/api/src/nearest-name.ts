/** The known name that a typing error most likely meant: fewest edits, a word in common before that, the earlier on a tie. */
export function nearestName(name: string, known: readonly string[]): string {
  const typed = fold(name.slice(0, 128));
  let best = { name: '', distance: Number.POSITIVE_INFINITY };
  for (const candidate of known) {
    const folded = fold(candidate);
    const sharesWord = candidate.split('_').some((word) => word.length > 3 && typed.includes(word));
    const distance = editDistance(typed, folded) / Math.max(typed.length, folded.length) - (sharesWord ? 0.5 : 0);
    if (distance < best.distance) best = { name: candidate, distance };
  }
  return best.name;
}

/** `negativePrompt`, `negative-prompt` and `NEGATIVE_PROMPT` all mean `negative_prompt`. */
const fold = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Damerau-Levenshtein (optimal string alignment): swapped neighbours, the commonest slip, are one edit. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = at(last, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, substitution);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, b.length);
}

const at = (costs: readonly number[], index: number): number => costs[index] ?? Number.POSITIVE_INFINITY;
