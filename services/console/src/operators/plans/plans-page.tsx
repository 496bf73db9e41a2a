import type { AdminPlan } from '@imageai/client/admin';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Loaded } from '../../components/loaded.js';
import { PageHead } from '../../components/page-head.js';
import { Table } from '../../components/table.js';
import { text } from '../../text/index.js';
import { operatorsText } from '../../text/operators.js';
import { numberNames } from '../accounts/limits.js';
import { PlanLimitsForm } from './plan-limits-form.js';
import { plansQuery } from './plans.js';

const words = operatorsText.planPage;

export function PlansPage() {
  const plans = useQuery(plansQuery);
  const [open, setOpen] = useState<AdminPlan['name']>();
  const chosen = plans.data?.find(({ name }) => name === open);
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Loaded query={plans}>
        {(list) => (
          <Table
            label={words.title}
            rows={list}
            keyOf={({ name }) => name}
            columns={[
              { name: operatorsText.account.plan, cell: ({ name }) => operatorsText.plans[name] },
              ...numberNames.map((name) => ({
                name: operatorsText.limit[name],
                cell: ({ limits }: AdminPlan) => limits[name].toLocaleString('en'),
              })),
              { name: operatorsText.limit.lane, cell: ({ limits }) => operatorsText.plans[limits.lane] },
              {
                name: text.acts,
                align: 'end',
                cell: ({ name }) => (
                  <div className="acts">
                    <Button onClick={() => setOpen(name)} aria-label={words.changeTitle(operatorsText.plans[name])}>
                      {words.change}
                    </Button>
                  </div>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {chosen !== undefined && (
        <PlanLimitsForm plan={chosen} onClose={() => setOpen(undefined)} onLookAgain={() => plans.refetch()} />
      )}
    </>
  );
}
