import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { text } from '../text/index.js';
import './navigation.css';

export interface NavigationEntry {
  readonly href: string;
  readonly name: string;
  readonly icon: LucideIcon;
}

interface NavigationListProps {
  readonly groups: readonly (readonly NavigationEntry[])[];
  readonly onChoose?: (() => void) | undefined;
  /** After the groups: what leads elsewhere. */
  readonly children?: ReactNode;
}

/** Where one can go, in groups, and where one is. */
export function NavigationList({ groups, onChoose, children }: NavigationListProps) {
  const [path] = useLocation();
  return (
    <nav aria-label={text.nav.main} className="navigation">
      {groups.map((group) => (
        <ul key={group[0]?.href}>
          {group.map(({ href, name, icon: Icon }) => (
            <li key={href}>
              <Link
                href={href}
                className="navigation-link"
                aria-current={path === href ? 'page' : undefined}
                {...(onChoose && { onClick: onChoose })}
              >
                <Icon aria-hidden />
                {name}
              </Link>
            </li>
          ))}
        </ul>
      ))}
      {children}
    </nav>
  );
}
