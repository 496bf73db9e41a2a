import { ImageAIError } from '@imageai/client';
import { type FormEvent, useCallback, useState } from 'react';
import { noteFailure } from '../api/queries.js';

export interface Submit {
  readonly busy: boolean;
  /** What the last try failed with; undefined since the next one began. */
  readonly error: unknown;
  readonly submit: (event?: FormEvent) => Promise<void>;
}

/** A form's one act: once at a time, and its failure is kept to be shown. */
export function useSubmit(act: () => Promise<unknown>): Submit {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = useCallback(
    async (event?: FormEvent) => {
      event?.preventDefault();
      setBusy(true);
      setError(undefined);
      try {
        await act();
      } catch (thrown) {
        noteFailure(thrown);
        setError(thrown);
      } finally {
        setBusy(false);
      }
    },
    [act],
  );
  return { busy, error, submit };
}

/** What the API says of one field; its other faults are shown above the form. */
export const faultOf = (error: unknown, ...fields: readonly string[]): string | undefined =>
  error instanceof ImageAIError && error.param !== undefined && fields.includes(error.param)
    ? error.message
    : undefined;
