import { useEffect, useState } from 'react';

/** A pause in typing. */
export const pauseMs = 250;

/** What was typed, once nothing more is: the server is not asked for every letter. */
export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
