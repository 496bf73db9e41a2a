import { ImageAIError } from '@imageai/client';
import { useState } from 'react';
import { Button } from '../components/button.js';
import { Failure, Notice } from '../components/notice.js';
import { operatorsText } from '../text/operators.js';

interface VersionedFailureProps {
  /** What the last try failed with; undefined: it did not. */
  readonly error: unknown;
  /** Asks for what there is now; the next try is decided on that. */
  readonly onLookAgain: () => Promise<unknown>;
}

/** Why a change was not made; where somebody else was faster, a way to see what they did before deciding anew. */
export function VersionedFailure({ error, onLookAgain }: VersionedFailureProps) {
  const [looked, setLooked] = useState<unknown>();
  if (error === undefined) return null;
  if (looked === error) return <Notice kind="warning">{operatorsText.changed}</Notice>;
  const isConflict = error instanceof ImageAIError && error.code === 'version_conflict';
  const lookAgain = async () => {
    await onLookAgain();
    setLooked(error);
  };
  return (
    <Failure
      error={error}
      action={isConflict ? <Button onClick={lookAgain}>{operatorsText.lookAgain}</Button> : undefined}
    />
  );
}
