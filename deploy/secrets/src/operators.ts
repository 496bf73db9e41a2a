import { random, type Secrets } from './secrets.js';
import { SecretsError } from './secrets-error.js';

interface Change {
  /** Gets a token. */
  readonly operator?: string;
  /** Loses all of theirs. */
  readonly dismiss?: string;
}

/** Who may use the operators' API after this; an operator who is there already keeps their token. */
export function withOperators(secrets: Secrets, { operator, dismiss }: Change): Secrets {
  const operators = { ...secrets.operators };
  if (operator !== undefined && !Object.hasOwn(operators, operator)) operators[operator] = [random()];
  if (dismiss !== undefined) {
    if (!Object.hasOwn(operators, dismiss)) {
      throw new SecretsError(`There is no operator "${dismiss}"; there are ${Object.keys(operators).join(', ')}.`);
    }
    delete operators[dismiss];
    if (Object.keys(operators).length === 0) {
      throw new SecretsError(`"${dismiss}" is the only operator: give somebody else a token first, by --operator.`);
    }
  }
  return { ...secrets, operators };
}
