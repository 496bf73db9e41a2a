import { fileURLToPath } from 'node:url';

/** The policy that holds where an operator has none; a start for one's own. */
export const defaultPolicyPath = fileURLToPath(new URL('../policy.json', import.meta.url));
