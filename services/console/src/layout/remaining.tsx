import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { accountQuery } from '../api/account.js';
import { Meter } from '../components/meter.js';
import { text } from '../text/index.js';
import './remaining.css';

/** What is left of the month, on every page. */
export function Remaining() {
  const { data } = useQuery(accountQuery);
  if (data === undefined) return null;
  const { plan, limits, month } = data;
  return (
    <Link href="/usage" className="remaining">
      <strong>{text.plans[plan]}</strong>
      <Meter
        label={text.account.usage.monthLeft}
        value={month.images_remaining}
        of={limits.images_per_month}
        low={limits.images_per_month / 5}
      />
      <span>{text.month(month.images_remaining, limits.images_per_month)}</span>
    </Link>
  );
}
