import { type ComponentProps, type ReactNode, useState } from 'react';
import { Button } from '../components/button.js';
import { Field } from '../components/field.js';
import { text } from '../text/index.js';
import './password-field.css';

interface PasswordFieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly fault?: string | undefined;
  readonly aside?: ReactNode;
}

export function PasswordField({ label, hint, fault, aside, ...input }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field {...{ label, hint, fault, aside }}>
      {(control) => (
        <div className="password">
          <input className="input" required {...input} {...control} type={shown ? 'text' : 'password'} />
          <Button look="quiet" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? text.people.hide : text.people.show}
            <span className="unseen">{label}</span>
          </Button>
        </div>
      )}
    </Field>
  );
}
