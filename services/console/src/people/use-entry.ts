import { type ChangeEvent, type FormEvent, useState } from 'react';
import { faultOf, useSubmit } from '../components/use-submit.js';
import { entryFaults, faultsOf } from './entry-faults.js';

type Kind = keyof typeof entryFaults;

/** A form on the way in: its fields are checked here before the server is asked, and told what the server says of them. */
export function useEntry<Name extends string>(
  kinds: Readonly<Record<Name, Kind>>,
  act: (values: Record<Name, string>) => Promise<unknown>,
) {
  const names = Object.keys(kinds) as Name[];
  const [values, setValues] = useState(
    () => Object.fromEntries(names.map((name) => [name, ''])) as Record<Name, string>,
  );
  const [faults, setFaults] = useState<Partial<Record<Name, string>>>({});
  const { busy, error, submit } = useSubmit(() => act(values));

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entered = Object.fromEntries(names.map((name) => [name, [kinds[name], values[name]]])) as Record<
      Name,
      [Kind, string]
    >;
    const found = faultsOf(entered);
    setFaults(found);
    const first = names.find((name) => found[name] !== undefined);
    if (first === undefined) void submit();
    else event.currentTarget.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
  };

  const field = (name: Name) => ({
    name,
    value: values[name],
    required: true,
    onChange: (event: ChangeEvent<HTMLInputElement>) => {
      setValues((before) => ({ ...before, [name]: event.target.value }));
      setFaults((before) => ({ ...before, [name]: undefined }));
    },
    fault: faults[name] ?? faultOf(error, name),
  });
  const isOfField = names.some((name) => faultOf(error, name) !== undefined);
  return { values, field, form: { busy, error: isOfField ? undefined : error, onSubmit } };
}
