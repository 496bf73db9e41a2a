import { useEffect, useState } from 'react';
import { client } from '../api/client.js';
import { queries } from '../api/queries.js';
import { Button } from '../components/button.js';
import { Secret } from '../components/secret.js';
import { text } from '../text/index.js';

const words = text.playground.welcome;

/** Of this page, not of this component: React may begin a component twice, and a first key is made once. */
let begun = false;

/** Whether somebody comes here for the first time, and the key and the picture that are made for them. */
export function useWelcome(onFirst: () => void): { secret: string | undefined; done: () => void } {
  const [isNew] = useState(() => !begun && new URLSearchParams(location.search).has('welcome'));
  const [secret, setSecret] = useState<string>();
  useEffect(() => {
    if (!isNew || begun) return;
    begun = true;
    // Loaded again, this is no welcome any more.
    history.replaceState(null, '', location.pathname);
    onFirst();
    client.keys
      .create({ name: text.developers.keys.first })
      .then((key) => {
        setSecret(key.secret);
        return queries.invalidateQueries({ queryKey: ['keys'] });
      })
      // A key can be made on its own page at any time: the picture is not to wait for it.
      .catch(() => undefined);
  }, [isNew, onFirst]);
  return { secret, done: () => setSecret(undefined) };
}

export function Welcome({ secret, onDone }: { readonly secret: string; readonly onDone: () => void }) {
  return (
    <section className="welcome" aria-labelledby="welcome-title">
      <h2 id="welcome-title">{words.title}</h2>
      <p>{words.body}</p>
      <Secret value={secret} />
      <Button look="primary" onClick={onDone}>
        {words.done}
      </Button>
    </section>
  );
}
