import type { SessionResource } from '@imageai/client';
import { useQuery } from '@tanstack/react-query';
import { client } from '../api/client.js';
import { queries } from '../api/queries.js';
import { useSession } from '../api/use-session.js';
import { Button } from '../components/button.js';
import { Loaded } from '../components/loaded.js';
import { Failure } from '../components/notice.js';
import { PageHead } from '../components/page-head.js';
import { Table, Tag } from '../components/table.js';
import { errorToast, toasts } from '../components/toasts.js';
import { When } from '../components/when.js';
import { text } from '../text/index.js';
import { PasswordField } from './password-field.js';
import { useEntry } from './use-entry.js';
import './profile-page.css';

const words = text.account.profile;
const sessionsKey = ['sessions'];

export function ProfilePage() {
  const { session } = useSession();
  return (
    <>
      <PageHead title={session?.user.name ?? words.title} lead={session?.user.email} />
      <ChangePassword />
      <Sessions />
    </>
  );
}

function ChangePassword() {
  const kinds = { current_password: 'password', new_password: 'newPassword' } as const;
  const { field, form } = useEntry(kinds, async (values) => {
    await client.auth.changePassword(values);
    toasts.add({ title: words.changed });
    await queries.invalidateQueries({ queryKey: sessionsKey });
  });
  return (
    <section className="profile-password" aria-labelledby="password-title">
      <h2 id="password-title">{words.change}</h2>
      <form className="form" onSubmit={form.onSubmit} noValidate>
        {form.error !== undefined && <Failure error={form.error} />}
        <PasswordField
          label={text.people.currentPassword}
          autoComplete="current-password"
          {...field('current_password')}
        />
        <PasswordField
          label={text.people.newPassword}
          hint={text.people.passwordHint}
          autoComplete="new-password"
          {...field('new_password')}
        />
        <Button type="submit" look="primary" busy={form.busy}>
          {words.change}
        </Button>
      </form>
    </section>
  );
}

function Sessions() {
  const sessions = useQuery({ queryKey: sessionsKey, queryFn: ({ signal }) => client.auth.sessions({ signal }) });
  const act = async (end: () => Promise<unknown>) => {
    try {
      await end();
    } catch (error) {
      toasts.add(errorToast(error));
    }
    await queries.invalidateQueries({ queryKey: sessionsKey });
  };
  const endOthers = async () => {
    const { revoked } = await client.auth.revokeOtherSessions();
    toasts.add({ title: words.ended(revoked) });
  };
  const ending = ({ id, current }: SessionResource) =>
    !current && (
      <div className="acts">
        <Button look="danger" onClick={() => act(() => client.auth.revokeSession(id))}>
          {words.end}
        </Button>
      </div>
    );
  return (
    <section className="profile-sessions" aria-labelledby="sessions-title">
      <div className="profile-head">
        <div>
          <h2 id="sessions-title">{words.sessions}</h2>
          <p>{words.sessionsLead}</p>
        </div>
        <Button onClick={() => act(endOthers)}>{words.endOthers}</Button>
      </div>
      <Loaded query={sessions}>
        {(list) => (
          <Table
            label={words.sessions}
            rows={list}
            keyOf={({ id }) => id}
            columns={[
              {
                name: words.browser,
                cell: ({ user_agent, current }) => (
                  <span>
                    {user_agent || words.unknownBrowser} {current && <Tag kind="good">{words.current}</Tag>}
                  </span>
                ),
              },
              { name: words.address, cell: ({ address }) => <span className="address">{address}</span> },
              { name: words.lastSeen, cell: ({ last_seen_at }) => <When time={last_seen_at} /> },
              { name: text.acts, align: 'end', cell: ending },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}
