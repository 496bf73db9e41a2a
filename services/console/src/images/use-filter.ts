import { useCallback } from 'react';
import { useLocation, useSearch } from 'wouter';
import { everything, type Filter, filterOf, searchOf } from './filter.js';

/** What the address says is shown, and how to say something else: it may be kept, sent, and gone back to. */
export function useFilter(): [filter: Filter, change: (changes: Partial<Filter>) => void, clear: () => void] {
  const [path, go] = useLocation();
  const filter = filterOf(useSearch());
  const show = useCallback((next: Filter) => go(`${path}${searchOf(next)}`, { replace: true }), [go, path]);
  // The address of now: what was typed may be told a moment after another field was changed.
  const change = useCallback((changes: Partial<Filter>) => show({ ...filterOf(location.search), ...changes }), [show]);
  const clear = useCallback(() => show(everything), [show]);
  return [filter, change, clear];
}
