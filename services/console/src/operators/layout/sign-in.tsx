import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Failure, Notice } from '../../components/notice.js';
import { Tag } from '../../components/table.js';
import { useSubmit } from '../../components/use-submit.js';
import { useTitle } from '../../layout/arrival.js';
import { Brand } from '../../layout/brand.js';
import { ThemeMenu } from '../../layout/theme-menu.js';
import { PasswordField } from '../../people/password-field.js';
import { operatorsText } from '../../text/operators.js';
import { enter } from '../api/admin.js';
import { refusedToken } from '../api/refused-token.js';
import '../../layout/public-frame.css';
import '../../people/entry.css';

const words = operatorsText.signIn;

/** Before every page, until a token says who looks. */
export function SignIn({ hasEnded }: { readonly hasEnded: boolean }) {
  useTitle(words.title);
  const [token, setToken] = useState('');
  const [isMissing, setMissing] = useState(false);
  const { busy, error, submit } = useSubmit(async () => {
    setMissing(token.trim() === '');
    if (token.trim() !== '') await enter(token.trim());
  });
  const fault = isMissing ? words.missing : refusedToken(error) ? words.refused : undefined;
  return (
    <>
      <header className="public-head">
        <Brand href="/" />
        <Tag kind="warn">{operatorsText.name}</Tag>
        <ThemeMenu />
      </header>
      <main className="public-plain">
        <section className="entry">
          <h1>{words.title}</h1>
          <p className="entry-lead">{words.lead}</p>
          {hasEnded && error === undefined && <Notice kind="warning">{words.ended}</Notice>}
          <form className="form" onSubmit={submit} noValidate>
            {error !== undefined && fault === undefined && <Failure error={error} />}
            <PasswordField
              label={words.token}
              hint={words.hint}
              value={token}
              fault={fault}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setToken(event.target.value)}
            />
            <Button type="submit" look="primary" busy={busy}>
              {words.act}
            </Button>
          </form>
        </section>
      </main>
    </>
  );
}
