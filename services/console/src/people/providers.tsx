import { useQuery } from '@tanstack/react-query';
import { client } from '../api/client.js';
import { text } from '../text/index.js';

/** Where else one can sign in; nothing where the operator set up nobody. */
export function Providers() {
  const { data = [] } = useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => client.auth.providers({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data.length === 0) return null;
  return (
    <div className="entry-providers">
      <p className="entry-or">{text.people.or}</p>
      {data.map(({ name, label }) => (
        <a key={name} href={`/api/auth/sign-in/${encodeURIComponent(name)}`} className="button button-plain">
          {text.people.signIn.with(label)}
        </a>
      ))}
    </div>
  );
}
