import type { AdminPlan } from '@imageai/client/admin';
import { useState } from 'react';
import { queries } from '../../api/queries.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { useSubmit } from '../../components/use-submit.js';
import { operatorsText } from '../../text/operators.js';
import { LimitFields } from '../accounts/limit-fields.js';
import { limitsOf, textsOf, wrongNumber } from '../accounts/limits.js';
import { admin } from '../api/admin.js';
import { VersionedFailure } from '../versioned-failure.js';
import { plansQuery } from './plans.js';

const words = operatorsText.planPage;

interface PlanLimitsFormProps {
  /** As it was looked at: the change is decided on this version. */
  readonly plan: AdminPlan;
  readonly onClose: () => void;
  readonly onLookAgain: () => Promise<unknown>;
}

export function PlanLimitsForm({ plan, onClose, onLookAgain }: PlanLimitsFormProps) {
  const [texts, setTexts] = useState(() => textsOf({}));
  const [isTried, setTried] = useState(false);
  const { busy, error, submit } = useSubmit(async () => {
    setTried(true);
    if (wrongNumber(texts) !== undefined) return;
    await admin().plans.setLimits(plan.name, plan, limitsOf(texts));
    await queries.invalidateQueries({ queryKey: plansQuery.queryKey });
    onClose();
  });
  return (
    <Dialog open onClose={onClose} title={words.changeTitle(operatorsText.plans[plan.name])} description={words.lead}>
      <form className="form" onSubmit={submit} noValidate>
        <VersionedFailure error={error} onLookAgain={onLookAgain} />
        <LimitFields texts={texts} onChange={setTexts} isTried={isTried} now={plan.limits} empty={words.same} />
        <Button type="submit" look="primary" busy={busy}>
          {words.save}
        </Button>
      </form>
    </Dialog>
  );
}
