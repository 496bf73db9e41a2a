import { type ComponentProps, type ReactNode, useId } from 'react';
import './field.css';
import './form.css';

interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** What is wrong with what was entered, as a sentence. */
  readonly fault?: string | undefined;
  /** Beside the label: a counter, a link. */
  readonly aside?: ReactNode;
  readonly children: (control: ControlProps) => ReactNode;
}

/** What ties a control to its label, its hint and its fault. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'aria-invalid'?: true | undefined;
}

export function Field({ label, hint, fault, aside, children }: FieldProps) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, fault === undefined ? '' : `${id}-fault`].join(' ').trim();
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={id}>{label}</label>
        {aside}
      </div>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': fault === undefined ? undefined : true,
      })}
      {fault !== undefined && (
        <p className="field-fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

type Around = Omit<FieldProps, 'children'>;

export function TextField({ label, hint, fault, aside, ...input }: Around & ComponentProps<'input'>) {
  return (
    <Field {...{ label, hint, fault, aside }}>
      {(control) => <input type="text" className="input" {...input} {...control} />}
    </Field>
  );
}

export function TextArea({ label, hint, fault, aside, ...input }: Around & ComponentProps<'textarea'>) {
  return (
    <Field {...{ label, hint, fault, aside }}>
      {(control) => <textarea className="input" rows={3} {...input} {...control} />}
    </Field>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

export function Choose({
  label,
  hint,
  fault,
  aside,
  choices,
  ...select
}: Around & ComponentProps<'select'> & { readonly choices: readonly Choice[] }) {
  return (
    <Field {...{ label, hint, fault, aside }}>
      {(control) => (
        <select className="input" {...select} {...control}>
          {choices.map(({ value, label: name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A box to tick, and what it means. */
export function Tick({ label, hint, ...input }: Pick<FieldProps, 'label' | 'hint'> & ComponentProps<'input'>) {
  return (
    <label className="tick">
      <input type="checkbox" {...input} />
      <span>
        {label}
        {hint !== undefined && <span className="field-hint">{hint}</span>}
      </span>
    </label>
  );
}
