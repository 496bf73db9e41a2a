import type { AccountResource, SetAccountParameters } from '@imageai/client';
import { accountQuery } from '../api/account.js';
import { client } from '../api/client.js';
import { noteFailure, queries } from '../api/queries.js';
import { Tick } from '../components/field.js';
import { errorToast, toasts } from '../components/toasts.js';
import { text } from '../text/index.js';

const words = text.account.plan.images;

/** How the account's images are kept from now on. Each box takes effect by itself, and goes back where it could not. */
export function ImageSettings({
  account,
  mayChange,
}: {
  readonly account: AccountResource;
  readonly mayChange: boolean;
}) {
  const set = async (change: SetAccountParameters & Partial<AccountResource>) => {
    const show = (data: AccountResource) => queries.setQueryData(accountQuery.queryKey, data);
    show({ ...account, ...change });
    try {
      show(await client.account.set(change));
      toasts.add({ title: words.saved });
    } catch (error) {
      show(account);
      noteFailure(error);
      toasts.add(errorToast(error));
    }
  };
  return (
    <section className="plan-images" aria-labelledby="plan-images">
      <h2 id="plan-images">{words.title}</h2>
      <p>{mayChange ? words.lead : words.leadOfOthers}</p>
      <Tick
        label={words.private}
        hint={words.privateHint}
        checked={account.private_images}
        disabled={!mayChange}
        onChange={(event) => set({ private_images: event.target.checked })}
      />
      <Tick
        label={words.bare}
        hint={words.bareHint}
        checked={account.omit_parameters}
        disabled={!mayChange}
        onChange={(event) => set({ omit_parameters: event.target.checked })}
      />
    </section>
  );
}
