import type { AdminAccount } from '@imageai/client/admin';
import { useQuery } from '@tanstack/react-query';
import { Loaded } from '../../components/loaded.js';
import { Meter } from '../../components/meter.js';
import { operatorsText } from '../../text/operators.js';
import { admin } from '../api/admin.js';

const words = operatorsText.account;

/** What of the month's images is gone. */
export function AccountUsage({ account: { id, limits } }: { readonly account: AdminAccount }) {
  const usage = useQuery({
    queryKey: ['usage', id],
    queryFn: ({ signal }) => admin().accounts.usage(id, { bucket: 'month' }, { signal }),
  });
  return (
    <section className="account-part" aria-labelledby="account-usage">
      <h2 id="account-usage">{words.month}</h2>
      <Loaded query={usage}>
        {({ total }) => (
          <>
            <Meter label={words.month} value={total.images} of={limits.images_per_month} />
            <p>
              {words.of(total.images, limits.images_per_month)} · {total.requests.toLocaleString('en')} {words.requests}{' '}
              · {total.images_given_back.toLocaleString('en')} {words.givenBack}
            </p>
          </>
        )}
      </Loaded>
    </section>
  );
}
