import type { MemberRoleName } from '@imageai/client';
import {
  BookOpen,
  ChartNoAxesColumn,
  Gem,
  Images,
  KeyRound,
  type LucideIcon,
  ScrollText,
  Sparkles,
  Users,
  Webhook,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { type PageName, pathOf } from '../pages.js';
import { text } from '../text/index.js';
import './navigation.css';

type Entry = readonly [name: PageName & keyof typeof text.nav, icon: LucideIcon];

const making: readonly Entry[] = [
  ['playground', Sparkles],
  ['images', Images],
];
const building: readonly Entry[] = [
  ['keys', KeyRound],
  ['webhooks', Webhook],
  ['usage', ChartNoAxesColumn],
];
const managing: readonly Entry[] = [
  ['members', Users],
  ['audit', ScrollText],
  ['plan', Gem],
];
/** What these roles are refused anyway. */
const hidden: Readonly<Partial<Record<MemberRoleName, readonly PageName[]>>> = {
  developer: ['audit'],
  viewer: ['audit', 'playground'],
  billing: ['audit', 'playground', 'keys'],
};

interface NavigationProps {
  readonly role: MemberRoleName | undefined;
  readonly onChoose?: () => void;
}

export function Navigation({ role, onChoose }: NavigationProps) {
  const without = (role && hidden[role]) ?? [];
  return (
    <nav aria-label={text.nav.main} className="navigation">
      {[making, building, managing].map((group) => (
        <ul key={group[0]?.[0]}>
          {group
            .filter(([name]) => !without.includes(name))
            .map(([name, Icon]) => (
              <li key={name}>
                <NavigationLink href={pathOf(name)} onChoose={onChoose}>
                  <Icon aria-hidden />
                  {text.nav[name]}
                </NavigationLink>
              </li>
            ))}
        </ul>
      ))}
      <ul>
        <li>
          <a href="/docs" className="navigation-link">
            <BookOpen aria-hidden />
            {text.nav.docs}
          </a>
        </li>
      </ul>
    </nav>
  );
}

interface NavigationLinkProps extends Pick<NavigationProps, 'onChoose'> {
  readonly href: string;
  readonly children: ReactNode;
}

function NavigationLink({ href, onChoose, children }: NavigationLinkProps) {
  const [path] = useLocation();
  return (
    <Link
      href={href}
      className="navigation-link"
      aria-current={path === href ? 'page' : undefined}
      {...(onChoose && { onClick: onChoose })}
    >
      {children}
    </Link>
  );
}
