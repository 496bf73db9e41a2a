import type { ComponentProps, ReactNode } from 'react';
import { Link } from 'wouter';
import './button.css';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: Look;
  /** Its act is under way: it cannot be pressed, and says so. */
  readonly busy?: boolean;
  /** An icon alone: what it is called has to be said. */
  readonly icon?: boolean;
}

export function Button({ look = 'plain', busy = false, icon = false, className = '', ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
      className={`button button-${look} ${icon ? 'button-icon' : ''} ${className}`}
    />
  );
}

interface ButtonLinkProps {
  readonly href: string;
  readonly look?: Look;
  readonly children: ReactNode;
  readonly className?: string;
}

/** Leads to another page of the site, and looks like a button. */
export function ButtonLink({ look = 'plain', className = '', ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={`button button-${look} ${className}`} />;
}
