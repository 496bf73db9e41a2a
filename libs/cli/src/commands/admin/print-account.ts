import type { AdminAccount } from '@imageai/client/admin';
import type { AdminOptions, Context } from '../../context.js';
import { type Fact, factLines } from '../../terminal/facts.js';

/** An account as lines for people; what is its own is marked. */
export function printAccount(context: Context, { json }: AdminOptions, account: AdminAccount): void {
  if (json) {
    context.printJson(account);
    return;
  }
  const { limits, overrides, scheduled_change: change } = account;
  const limit = (name: keyof AdminAccount['limits']): string =>
    `${limits[name]}${overrides[name] === undefined ? '' : ' (its own)'}`;
  const facts: Fact[] = [
    ['id', account.id],
    ['name', account.name],
    ['e-mail', account.email],
    ['plan', account.plan],
    ['from then on', change && `${change.plan}, ${change.effective_at.slice(0, 10)}`],
    ['requests/min', limit('requests_per_minute')],
    ['images/month', limit('images_per_month')],
    ['concurrency', limit('concurrency')],
    ['variations', limit('max_images_per_request')],
    ['retention', `${limit('retention_days')} days`],
    ['lane', limit('lane')],
    ['new images', account.private_images ? 'private' : 'public'],
    ['their files', account.omit_parameters ? 'without parameters' : 'with parameters'],
    ['suspended', account.suspended ? (account.suspended_reason ?? 'yes') : null],
    ['created', account.created_at],
    ['deleted', account.deleted_at],
    ['version', account.version],
  ];
  for (const line of factLines(facts)) context.print(line);
}
