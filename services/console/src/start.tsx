import './theme/base.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './api/queries.js';
import { Toasts } from './components/toasts.js';
import { applyTheme } from './theme/theme.js';

/** Shows an app in the page, with what every app of ours is in. */
export function start(app: ReactNode): void {
  applyTheme();

  /** A release took away what this page was about to load: the new document knows where things are now. */
  addEventListener('vite:preloadError', (event) => {
    const reloaded = 'reloaded-for-release';
    if (sessionStorage.getItem(reloaded) === document.querySelector('script[src]')?.getAttribute('src')) return;
    sessionStorage.setItem(reloaded, document.querySelector('script[src]')?.getAttribute('src') ?? '');
    event.preventDefault();
    location.reload();
  });

  const root = document.getElementById('root');
  if (root === null) return;
  createRoot(root).render(
    <StrictMode>
      {/* The Content-Security-Policy lets no style stand in the page's text: theirs are in components/base-ui.css. */}
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queries}>
          <Toasts>{app}</Toasts>
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  );
}
