import type { AccountResource } from '@imageai/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { accountQuery } from '../api/account.js';
import { Button } from '../components/button.js';
import { Empty } from '../components/empty.js';
import { Choose } from '../components/field.js';
import { Loaded } from '../components/loaded.js';
import { Meter } from '../components/meter.js';
import { PageHead } from '../components/page-head.js';
import { saveAs } from '../components/save-as.js';
import { useMay } from '../components/use-may.js';
import { onDay } from '../components/when.js';
import { keysQuery } from '../keys/keys.js';
import { text } from '../text/index.js';
import { csvOf, type Grouping, groupings, labelOf, type Range, ranges, seriesOf } from './usage.js';
import { UsageChart } from './usage-chart.js';
import { usageQuery } from './usage-query.js';
import { UsageTable } from './usage-table.js';
import './usage-page.css';

const words = text.account.usage;

export function UsagePage() {
  const account = useQuery(accountQuery);
  const [range, setRange] = useState<Range>('month');
  const [grouping, setGrouping] = useState<Grouping>('none');
  const usage = useQuery(usageQuery(range, grouping));
  // Billing may not see keys; their ids stand for them then.
  const { data: keys = [] } = useQuery({ ...keysQuery, enabled: useMay('owner', 'developer', 'viewer') });
  const series = usage.data && seriesOf(usage.data);
  const label = (name: string) => labelOf(name, keys);
  const save = () => series && saveAs(new Blob([csvOf(series, label)], { type: 'text/csv' }), 'usage.csv');
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Loaded query={account}>{(data) => <Left account={data} />}</Loaded>
      <section className="usage" aria-labelledby="usage-chart">
        <h2 id="usage-chart">{words.chart}</h2>
        <div className="usage-choices">
          <Choose
            label={words.range}
            value={range}
            choices={ranges.map((value) => ({ value, label: words.ranges[value] }))}
            onChange={(event) => setRange(event.target.value as Range)}
          />
          <Choose
            label={words.group}
            value={grouping}
            choices={groupings.map((value) => ({ value, label: words.groups[value] }))}
            onChange={(event) => setGrouping(event.target.value as Grouping)}
          />
          <Button onClick={save} disabled={series === undefined || series.names.length === 0}>
            {text.actions.export}
          </Button>
        </div>
        <Loaded query={usage}>
          {(report) => {
            const shown = seriesOf(report);
            if (shown.names.length === 0) return <Empty title={words.empty.title}>{words.empty.body}</Empty>;
            return (
              <>
                <UsageChart series={shown} label={label} isMonthly={report.bucket === 'month'} />
                <details>
                  <summary>{words.table}</summary>
                  <UsageTable series={shown} label={label} />
                </details>
              </>
            );
          }}
        </Loaded>
      </section>
    </>
  );
}

function Left({ account: { limits, month, minute } }: { readonly account: AccountResource }) {
  const { images_per_month: images, requests_per_minute: requests } = limits;
  return (
    <div className="usage-left">
      <section aria-labelledby="left-month">
        <h2 id="left-month">{words.month}</h2>
        <p className="usage-number">
          {month.images_remaining.toLocaleString('en')} <span>/ {images.toLocaleString('en')}</span>
        </p>
        <Meter label={words.monthLeft} value={month.images_remaining} of={images} low={images / 5} />
        <p>
          {words.monthUsed(month.images_used, month.images_reserved)}. {words.resets(onDay(month.resets_at))}.
        </p>
      </section>
      <section aria-labelledby="left-minute">
        <h2 id="left-minute">{words.minute}</h2>
        <p className="usage-number">
          {minute.requests_remaining.toLocaleString('en')} <span>/ {requests.toLocaleString('en')}</span>
        </p>
        <Meter label={words.minuteLeft} value={minute.requests_remaining} of={requests} low={requests / 5} />
        <p>{words.minuteResets(Math.ceil(minute.resets_in_ms / 1000))}.</p>
      </section>
    </div>
  );
}
