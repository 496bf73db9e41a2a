import type { TerminalSettings } from './terminal/terminal.js';

export interface Settings {
  readonly apiKey: string | undefined;
  readonly baseUrl: string;
  readonly admin: { readonly url: string; readonly token: string | undefined };
  readonly hub: { readonly endpoint: string; readonly token: string | undefined };
  readonly terminal: TerminalSettings;
}

/** Where `npm start` serves. */
export const defaultBaseUrl = 'http://localhost:8080';

/** Where `npm start` has the operators' API. */
export const defaultAdminUrl = 'http://localhost:8082';

/** Where models are fetched from. */
export const defaultHub = 'https://huggingface.co';

/** What the environment says; a variable that is empty counts as not set. */
export function config(env: NodeJS.ProcessEnv = process.env): Settings {
  const set = (name: string): string | undefined => env[name] || undefined;
  return {
    apiKey: set('IMAGEAI_API_KEY'),
    baseUrl: set('IMAGEAI_BASE_URL') ?? defaultBaseUrl,
    admin: { url: set('IMAGEAI_ADMIN_URL') ?? defaultAdminUrl, token: set('IMAGEAI_ADMIN_TOKEN') },
    // The names that the hub's own tools read.
    hub: { endpoint: set('HF_ENDPOINT') ?? defaultHub, token: set('HF_TOKEN') },
    terminal: {
      term: set('TERM'),
      // Terminals that are reached through ssh say it in LC_TERMINAL, which ssh passes on.
      program: set('TERM_PROGRAM') ?? set('LC_TERMINAL'),
      isKitty: set('KITTY_WINDOW_ID') !== undefined,
      isMultiplexed: set('TMUX') !== undefined || set('STY') !== undefined,
    },
  };
}
