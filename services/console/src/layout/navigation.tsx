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
import { type PageName, pathOf } from '../pages.js';
import { text } from '../text/index.js';
import { NavigationList } from './navigation-list.js';

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
  readonly onChoose?: (() => void) | undefined;
}

export function Navigation({ role, onChoose }: NavigationProps) {
  const without = (role && hidden[role]) ?? [];
  const groups = [making, building, managing].map((group) =>
    group
      .filter(([name]) => !without.includes(name))
      .map(([name, icon]) => ({ href: pathOf(name), name: text.nav[name], icon })),
  );
  return (
    <NavigationList groups={groups} onChoose={onChoose}>
      <ul>
        <li>
          <a href="/docs" className="navigation-link">
            <BookOpen aria-hidden />
            {text.nav.docs}
          </a>
        </li>
      </ul>
    </NavigationList>
  );
}
