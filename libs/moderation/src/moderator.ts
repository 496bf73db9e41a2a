import type { ModerationPolicy } from './policy.js';
import { compileTerm, findTerm, isHidden, mayBeIn, type Term } from './term.js';
import { linesOf, readText, type Text, type Word } from './words.js';

/** Whose prompt it is: exemptions go by plan and by account. */
export interface Author {
  readonly accountId: string;
  readonly plan: string;
}

export interface Finding {
  readonly category: string;
  /** The term or pattern of the policy that was found. */
  readonly rule: string;
}

interface Category {
  readonly name: string;
  readonly terms: readonly Term[];
  readonly patterns: readonly RegExp[];
  readonly together: readonly (readonly (readonly Term[])[])[];
}

/** Stands where an allowed phrase stood, so that its neighbours do not become one. */
const gap: Word = { plain: '.', readings: [] };

/** Looks for what a policy prohibits. A pure function of policy and text. */
export class Moderator {
  private readonly categories: readonly Category[];
  private readonly allowed: readonly Term[];

  constructor(private readonly policy: ModerationPolicy) {
    this.categories = Object.entries(policy.categories).map(([name, { terms, patterns, together }]) => ({
      name,
      terms: terms.map(compileTerm),
      patterns: patterns.map((pattern) => new RegExp(pattern, 'u')),
      together: together.map((lists) => lists.map((list) => list.map(compileTerm))),
    }));
    this.allowed = policy.allow.map(compileTerm);
  }

  /** The first thing that the policy prohibits to this author, in the order of its categories. */
  find(prompt: string, author: Author): Finding | undefined {
    const text = this.withoutAllowed(readText(prompt));
    const skipped = this.skippedFor(author);
    for (const category of this.categories) {
      if (skipped.has(category.name)) continue;
      const rule = findIn(category, text);
      if (rule !== undefined) return { category: category.name, rule };
    }
    return undefined;
  }

  /** The categories that are no fault of this author's prompts, whoever finds them. */
  skippedFor({ accountId, plan }: Author): ReadonlySet<string> {
    const { plans, accounts } = this.policy;
    const ofPlan = (plans as Readonly<Record<string, { readonly skip: readonly string[] }>>)[plan]?.skip ?? [];
    return new Set([...ofPlan, ...(accounts[accountId]?.skip ?? [])]);
  }

  private withoutAllowed(text: Text): Text {
    let { words } = text;
    for (const phrase of this.allowed.filter((each) => mayBeIn(each, text))) {
      for (let at = findPlain(phrase, words); at !== -1; at = findPlain(phrase, words)) {
        words = [...words.slice(0, at), gap, ...words.slice(at + phrase.words.length)];
      }
    }
    return { ...text, words };
  }
}

/** Allowed is what is spelt as it is allowed, without tricks. */
const findPlain = (phrase: Term, words: readonly Word[]): number =>
  findTerm(
    phrase,
    words.map((word) => (word === gap ? gap : { plain: word.plain, readings: [word.plain] })),
  );

function findIn({ terms, patterns, together }: Category, text: Text): string | undefined {
  const isThere = (term: Term): boolean =>
    mayBeIn(term, text) && (findTerm(term, text.words) !== -1 || isHidden(term, text));
  const found = terms.find(isThere);
  if (found !== undefined) return found.source;
  const lines = linesOf(text);
  const pattern = patterns.find((expression) => lines.some((line) => expression.test(line)));
  if (pattern !== undefined) return pattern.source;
  for (const lists of together) {
    const each = lists.map((list) => list.find(isThere));
    if (each.every((term) => term !== undefined)) return each.map((term) => term.source).join(' + ');
  }
  return undefined;
}
