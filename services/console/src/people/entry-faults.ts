import { text } from '../text/index.js';

const shortestPassword = 10;

/** What can be told before the server is asked; undefined: nothing. */
export const entryFaults = {
  email: (value: string): string | undefined => (/^\S+@\S+$/.test(value.trim()) ? undefined : text.people.faults.email),
  password: (value: string): string | undefined => (value === '' ? text.people.faults.password : undefined),
  newPassword: (value: string): string | undefined =>
    [...value].length < shortestPassword ? text.people.faults.newPassword : undefined,
  name: (value: string): string | undefined => (value.trim() === '' ? text.people.faults.name : undefined),
} as const;

type Kind = keyof typeof entryFaults;

/** The faults of what was entered, by field; empty where there are none. */
export function faultsOf<Field extends string>(
  entered: Readonly<Record<Field, readonly [kind: Kind, value: string]>>,
): Partial<Record<Field, string>> {
  const found: Partial<Record<Field, string>> = {};
  for (const [field, [kind, value]] of Object.entries(entered) as [Field, readonly [Kind, string]][]) {
    const fault = entryFaults[kind](value);
    if (fault !== undefined) found[field] = fault;
  }
  return found;
}
