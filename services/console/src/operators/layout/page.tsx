import { BookOpenCheck, Gauge, Gem, MailX, ScrollText, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { Tag } from '../../components/table.js';
import { useFocusOnArrival, useTitle } from '../../layout/arrival.js';
import { NavigationList } from '../../layout/navigation-list.js';
import { Shell } from '../../layout/shell.js';
import { operatorsText } from '../../text/operators.js';
import { OperatorMenu } from './operator-menu.js';

const { titles } = operatorsText;
const groups = [
  [
    { href: '/', name: titles.work, icon: Gauge },
    { href: '/dead-letters', name: titles['dead-letters'], icon: MailX },
  ],
  [
    { href: '/accounts', name: titles.accounts, icon: Users },
    { href: '/plans', name: titles.plans, icon: Gem },
    { href: '/books', name: titles.books, icon: BookOpenCheck },
  ],
  [{ href: '/audit', name: titles.audit, icon: ScrollText }],
];

/** What is around every page of the operators'. */
export function Page({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useTitle(title);
  const main = useFocusOnArrival();
  return (
    <Shell
      home="/"
      name={<Tag kind="warn">{operatorsText.name}</Tag>}
      side={(onChoose) => <NavigationList groups={groups} onChoose={onChoose} />}
      corner={<OperatorMenu />}
      main={main}
    >
      {children}
    </Shell>
  );
}
