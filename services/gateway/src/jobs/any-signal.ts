/** A signal that aborts when one of others does, or at a time; `dispose` ends its timer and lets go of the others. */
export function anySignal(
  signals: readonly AbortSignal[],
  { afterMs, reason }: { readonly afterMs: number; readonly reason: () => Error },
): { readonly signal: AbortSignal; readonly dispose: () => void } {
  const any = new AbortController();
  const timer = setTimeout(() => any.abort(reason()), Math.max(afterMs, 0));
  const forward = (event: Event) => any.abort((event.target as AbortSignal).reason);
  for (const signal of signals) {
    if (signal.aborted) any.abort(signal.reason);
    signal.addEventListener('abort', forward);
  }
  return {
    signal: any.signal,
    dispose: () => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', forward);
    },
  };
}
