import type { AccountResource } from '@imageai/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { accountQuery } from '../api/account.js';
import { client } from '../api/client.js';
import { queries } from '../api/queries.js';
import { sessionKey } from '../api/session-state.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { TextField } from '../components/field.js';
import { Loaded } from '../components/loaded.js';
import { Failure, Notice } from '../components/notice.js';
import { PageHead } from '../components/page-head.js';
import { Tag } from '../components/table.js';
import { useMay } from '../components/use-may.js';
import { useSubmit } from '../components/use-submit.js';
import { onDay } from '../components/when.js';
import { text } from '../text/index.js';
import { ImageSettings } from './image-settings.js';
import './plan-page.css';

const words = text.account.plan;
const plans = text.front.plans;

export function PlanPage() {
  const account = useQuery(accountQuery);
  const isOwner = useMay('owner');
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Loaded query={account}>
        {(data) => (
          <>
            <Current account={data} />
            <AllPlans current={data.plan} />
            <ImageSettings account={data} mayChange={isOwner} />
            {isOwner && <Deletion name={data.name} />}
          </>
        )}
      </Loaded>
    </>
  );
}

function Current({ account: { plan, limits, scheduled_change } }: { readonly account: AccountResource }) {
  const rows = [
    [words.imagesPerMonth, limits.images_per_month],
    [words.requestsPerMinute, limits.requests_per_minute],
    [words.variations, limits.max_images_per_request],
    [words.concurrency, limits.concurrency],
    [words.retention, limits.retention_days],
  ] as const;
  return (
    <section className="plan-current" aria-labelledby="plan-current">
      <h2 id="plan-current">{text.plans[plan]}</h2>
      {scheduled_change !== null && (
        <Notice>{words.scheduled(text.plans[scheduled_change.plan], onDay(scheduled_change.effective_at))}</Notice>
      )}
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value.toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function AllPlans({ current }: { readonly current: AccountResource['plan'] }) {
  return (
    <section className="plan-all" aria-labelledby="plan-all">
      <h2 id="plan-all">{words.all}</h2>
      <ul>
        {plans.list.map(({ plan, images, requests, variations }) => (
          <li key={plan}>
            <h3>
              {text.plans[plan]} {plan === current && <Tag kind="good">{words.yours}</Tag>}
            </h3>
            <p>
              {images} {plans.images}
            </p>
            <p>
              {requests} {plans.requests}
            </p>
            <p>
              {variations} {plans.variations}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Deletion({ name }: { readonly name: string }) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const [, go] = useLocation();
  const { busy, error, submit } = useSubmit(async () => {
    await client.account.delete();
    await queries.invalidateQueries({ queryKey: sessionKey });
    go('/');
  });
  return (
    <section className="plan-delete" aria-labelledby="plan-delete">
      <h2 id="plan-delete">{words.danger}</h2>
      <p>{words.dangerBody}</p>
      <Button look="danger" onClick={() => setOpen(true)}>
        {words.delete}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={words.deleteTitle} description={words.deleteBody(name)}>
        <form className="form" onSubmit={submit}>
          {error !== undefined && <Failure error={error} />}
          <TextField
            label={words.confirmName(name)}
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
          <Button type="submit" look="danger" busy={busy} disabled={typed !== name}>
            {words.delete}
          </Button>
        </form>
      </Dialog>
    </section>
  );
}
