import { Link } from 'wouter';
import { text } from '../text/index.js';
import './brand.css';

export function Brand({ href }: { readonly href: string }) {
  return (
    <Link href={href} className="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect className="brand-sky" width="32" height="32" rx="8" />
        <circle className="brand-sun" cx="22" cy="10.5" r="3.5" />
        <path className="brand-hills" d="M4 25 12.5 13l5 6.5 3-3.5L28 25z" />
      </svg>
      {text.product}
    </Link>
  );
}
