import { useCallback, useEffect, useState } from 'react';
import { type Draft, draftOfSearch, emptyDraft } from './draft.js';

const name = 'draft';

function keptDraft(): Draft {
  try {
    return { ...emptyDraft, ...(JSON.parse(sessionStorage.getItem(name) ?? '{}') as Partial<Draft>) };
  } catch {
    return emptyDraft;
  }
}

/** What is typed outlives the page, and a session that ends meanwhile: it is kept for this tab. */
export function useDraft(): readonly [Draft, (changes: Partial<Draft>) => void] {
  const [draft, setDraft] = useState(() => draftOfSearch(location.search) ?? keptDraft());
  useEffect(() => sessionStorage.setItem(name, JSON.stringify(draft)), [draft]);
  const change = useCallback((changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes })), []);
  return [draft, change];
}
