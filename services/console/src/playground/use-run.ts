import { useCallback, useEffect, useReducer, useState } from 'react';
import { accountQuery } from '../api/account.js';
import { client } from '../api/client.js';
import { noteFailure, queries } from '../api/queries.js';
import { useSession } from '../api/use-session.js';
import { errorToast, toasts } from '../components/toasts.js';
import { useOnline } from '../layout/offline.js';
import { type Draft, requestOf } from './draft.js';
import { generationsKey } from './generations.js';
import { type RunState, reduceRun } from './run-state.js';

const name = 'generation';

export interface Run {
  readonly state: RunState;
  readonly start: (draft: Draft) => Promise<void>;
  readonly cancel: () => Promise<void>;
  /** Shows another generation, from the history. */
  readonly show: (id: string) => void;
}

interface Shown {
  readonly id: string;
  readonly draft?: Draft | undefined;
}

/** The picture that this page is about: asked for, followed and cancelled. It is found again when the page is loaded anew. */
export function useRun(): Run {
  const [state, dispatch] = useReducer(reduceRun, { phase: 'idle' });
  // An object of its own each time: the same generation may be asked for again.
  const [shown, setShown] = useState<Shown | undefined>(() => {
    const id = sessionStorage.getItem(name);
    return id === null ? undefined : { id };
  });
  const session = useSession().session?.session_id;
  const online = useOnline();

  const show = useCallback((id: string, draft?: Draft) => {
    sessionStorage.setItem(name, id);
    setShown({ id, draft });
  }, []);

  // Also when the network is back or somebody signed in again: then it is followed anew, from the beginning.
  useEffect(() => {
    if (shown === undefined || session === undefined || !online) return;
    const { id, draft } = shown;
    const controller = new AbortController();
    const { signal } = controller;
    dispatch({ type: 'accepted', id, draft });
    follow(id, signal, (event) => {
      if (!signal.aborted) dispatch(event);
    }).catch((error: unknown) => {
      if (signal.aborted) return;
      noteFailure(error);
      dispatch({ type: 'refused', error });
    });
    return () => controller.abort();
  }, [shown, session, online]);

  const start = useCallback(
    async (draft: Draft) => {
      dispatch({ type: 'asked' });
      try {
        const accepted = await client.generations.create(requestOf(draft));
        show(accepted.id, draft);
        void queries.invalidateQueries({ queryKey: generationsKey });
      } catch (error) {
        noteFailure(error);
        dispatch({ type: 'refused', error });
      } finally {
        void queries.invalidateQueries({ queryKey: accountQuery.queryKey });
      }
    },
    [show],
  );

  const cancel = useCallback(async () => {
    if (shown === undefined) return;
    dispatch({ type: 'cancelling' });
    try {
      dispatch({ type: 'found', generation: await client.generations.cancel(shown.id) });
    } catch (error) {
      noteFailure(error);
      toasts.add(errorToast(error));
    }
  }, [shown]);

  return { state, start, cancel, show };
}

type Dispatch = (event: Parameters<typeof reduceRun>[1]) => void;

/** Until it has ended; what happened before is told first. A connection that is cut is made anew for as long as it takes. */
async function follow(id: string, signal: AbortSignal, dispatch: Dispatch): Promise<void> {
  for await (const event of client.generations.stream(id, { signal, maxRetries: Number.POSITIVE_INFINITY })) {
    dispatch({ type: 'heard', event, at: performance.now() });
  }
  for (const queryKey of [generationsKey, accountQuery.queryKey, ['images']])
    void queries.invalidateQueries({ queryKey });
}
