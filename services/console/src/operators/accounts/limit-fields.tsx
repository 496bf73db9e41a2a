import type { AdminLimits } from '@imageai/client/admin';
import { Choose, TextField } from '../../components/field.js';
import { operatorsText } from '../../text/operators.js';
import { planNames } from './accounts.js';
import { type LimitTexts, numberNames, numbers, wrongNumber } from './limits.js';

interface LimitFieldsProps {
  readonly texts: LimitTexts;
  readonly onChange: (texts: LimitTexts) => void;
  /** Said of a field that is wrong, once somebody tried to send it. */
  readonly isTried: boolean;
  /** What is in force now, to compare with. */
  readonly now: AdminLimits;
  /** What an empty field stands for. */
  readonly empty: string;
}

export function LimitFields({ texts, onChange, isTried, now, empty }: LimitFieldsProps) {
  const wrong = isTried ? wrongNumber(texts) : undefined;
  return (
    <>
      {numberNames.map((name) => (
        <TextField
          key={name}
          label={operatorsText.limit[name]}
          hint={operatorsText.account.now(now[name].toLocaleString('en'))}
          fault={name === wrong ? operatorsText.limitWrong(numbers[name].toLocaleString('en')) : undefined}
          inputMode="numeric"
          placeholder={empty}
          value={texts[name]}
          onChange={(event) => onChange({ ...texts, [name]: event.target.value })}
        />
      ))}
      <Choose
        label={operatorsText.limit.lane}
        hint={operatorsText.account.now(operatorsText.plans[now.lane])}
        value={texts.lane}
        choices={[
          { value: '', label: empty },
          ...planNames.map((value) => ({ value, label: operatorsText.plans[value] })),
        ]}
        onChange={(event) => onChange({ ...texts, lane: event.target.value })}
      />
    </>
  );
}
