import type { AdminAccount } from '@imageai/client/admin';
import { Button } from '../../components/button.js';
import { Tag } from '../../components/table.js';
import { onDay } from '../../components/when.js';
import { operatorsText } from '../../text/operators.js';
import { numberNames } from './limits.js';

const words = operatorsText.account;

interface AccountLimitsProps {
  readonly account: AdminAccount;
  readonly onPlan: () => void;
  readonly onLimits: () => void;
}

/** What it may do, and which of it is its own. */
export function AccountLimits({ account, onPlan, onLimits }: AccountLimitsProps) {
  const { limits, overrides } = account;
  const facts = [
    ...numberNames.map((name) => [name, limits[name].toLocaleString('en')] as const),
    ['lane', operatorsText.plans[limits.lane]] as const,
  ];
  return (
    <section className="account-part" aria-labelledby="account-limits">
      <div className="account-head">
        <h2 id="account-limits">{operatorsText.plans[account.plan]}</h2>
        <div className="acts">
          <Button onClick={onPlan}>{words.setPlan}</Button>
          <Button onClick={onLimits}>{words.setLimits}</Button>
        </div>
      </div>
      <dl className="account-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{operatorsText.limit[name]}</dt>
            <dd>
              {value} {overrides[name] !== undefined && <Tag kind="warn">{words.own}</Tag>}
            </dd>
          </div>
        ))}
        <div>
          <dt>{words.since}</dt>
          <dd>{onDay(account.created_at)}</dd>
        </div>
        <div>
          <dt>{words.id}</dt>
          <dd className="account-id">{account.id}</dd>
        </div>
      </dl>
    </section>
  );
}
