import { createKeyRoute, currentSessionRoute } from '@imageai/api';

/**
 * Runs in the browser: lets somebody who is signed in make a key that the examples then carry. It stands in the text of
 * the page and nowhere else - not in its address, nor in anything that a browser keeps - and goes with the page, also
 * where a browser would keep the page to come back to. The key may do what the examples do, and no more.
 */
export const quickStartScript = `{
  const element = (id) => document.getElementById(id);
  const [guest, form, account, keyName, outcome] = ['guest', 'key-form', 'account', 'key-name', 'key-outcome'].map(element);
  const button = form.querySelector('button');
  const places = [...document.querySelectorAll('[data-key]')].map((place) => ({ place, placeholder: place.textContent }));
  for (const place of document.querySelectorAll('[data-origin]')) place.textContent = location.origin;

  const say = (sentence) => {
    outcome.textContent = sentence;
    outcome.focus();
  };

  async function makeKey(session) {
    const answer = await fetch(${JSON.stringify(createKeyRoute.path)}, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-csrf-token': session.csrf_token,
        'x-account-id': account.value,
      },
      body: JSON.stringify({ name: keyName.value.trim(), scopes: ['generate'] }),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.error.message);
    return body;
  }

  function offer(session) {
    const makers = session.memberships.filter(({ role }) => role === 'owner' || role === 'developer');
    if (makers.length === 0) return;
    account.append(...makers.map(({ account_id, account_name }) => new Option(account_name, account_id)));
    element('account-field').hidden = makers.length === 1;
    form.hidden = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      button.disabled = true;
      try {
        const { secret } = await makeKey(session);
        for (const { place } of places) place.textContent = secret;
        form.hidden = true;
        say('The examples have your new key now. Only this page knows it, until it is left or loaded again: copy it if you want to keep it.');
      } catch (error) {
        say('No key was made: ' + error.message);
      } finally {
        button.disabled = false;
      }
    });
    addEventListener('pagehide', () => {
      for (const { place, placeholder } of places) place.textContent = placeholder;
      outcome.textContent = '';
      form.hidden = false;
    });
  }

  const whoIsThere = async () => {
    const answer = await fetch(${JSON.stringify(currentSessionRoute.path)});
    if (answer.ok) offer(await answer.json());
    else guest.hidden = answer.status !== 401;
  };
  // Without an answer the examples are as good as they were; the reference below says what is wrong.
  whoIsThere().catch(() => undefined);
}
`;
