import { ImageAI } from '@imageai/client';
import { chosenAccount } from './chosen-account.js';
import { onFailure, queries } from './queries.js';
import { noteExpiry, sessionKey } from './session-state.js';

/** What one's own typing did not cause is tried again once before it is shown. */
const maxRetries = 1;

onFailure((error) => noteExpiry(queries, error));

/** The one way to the server: whatever the site can do, a customer can do by the same client. */
export const client = new ImageAI({
  baseUrl: location.origin,
  maxRetries,
  session: () => {
    const session = queries.getQueryData(sessionKey) ?? undefined;
    return { csrfToken: session?.csrf_token, accountId: session && chosenAccount(session)?.account_id };
  },
});
