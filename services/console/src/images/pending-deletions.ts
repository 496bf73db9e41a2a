import { useSyncExternalStore } from 'react';
import { client } from '../api/client.js';
import { noteFailure, queries } from '../api/queries.js';
import { errorToast, toasts } from '../components/toasts.js';
import { text } from '../text/index.js';

/** For so long it can be taken back. */
const undoMs = 8_000;
const words = text.images;

let pending: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

function change(next: ReadonlySet<string>): void {
  pending = next;
  for (const listener of listeners) listener();
}

function without(id: string): ReadonlySet<string> {
  return new Set([...pending].filter((one) => one !== id));
}

/** What is shown as deleted and is not yet: the server deletes for good, so it is only told when nothing can be undone. */
export function usePendingDeletions(): ReadonlySet<string> {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => pending,
  );
}

export function deleteLater(id: string): void {
  change(new Set(pending).add(id));
  const undo = () => {
    change(without(id));
    toasts.close(toast);
  };
  const toast = toasts.add({
    title: words.deleted,
    description: words.deletedHint,
    timeout: undoMs,
    actionProps: { children: text.actions.undo, onClick: undo },
    // Closed by time, by hand, or by going elsewhere: unless it was undone, it is final now.
    onClose: () => void deleteNow(id),
  });
}

async function deleteNow(id: string): Promise<void> {
  if (!pending.has(id)) return;
  try {
    await client.images.delete(id);
    await queries.invalidateQueries({ queryKey: ['images'] });
  } catch (error) {
    noteFailure(error);
    toasts.add(errorToast(error));
  }
  change(without(id));
}

/** Whoever leaves the site meant it. */
addEventListener('pagehide', () => {
  for (const id of pending) void deleteNow(id);
});
