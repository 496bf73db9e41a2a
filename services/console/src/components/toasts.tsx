import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { errorWords } from '../api/error-words.js';
import { text } from '../text/index.js';
import './toasts.css';

/** For what is said in passing, from wherever. */
export const toasts: ReturnType<typeof Toast.createToastManager> = Toast.createToastManager();

/** An error of what was done in passing. Not of high priority: the primitive hides such a toast from whoever listens, buttons and all. */
export function errorToast(error: unknown) {
  const { title, detail } = errorWords(error);
  return { title, description: detail };
}

export function Toasts({ children }: { readonly children: ReactNode }) {
  return (
    <Toast.Provider toastManager={toasts} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts: shown } = Toast.useToastManager();
  return shown.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast">
      <Toast.Content className="toast-content">
        <div>
          <Toast.Title className="toast-title" />
          <Toast.Description className="toast-description" />
        </div>
        <Toast.Action className="button button-plain" />
        <Toast.Close className="button button-quiet button-icon" aria-label={text.actions.close}>
          <X aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
