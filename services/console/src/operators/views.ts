import type { ComponentType } from 'react';
import { later } from '../later.js';
import type { OperatorPageName } from './pages.js';

export const operatorViews: Readonly<Record<OperatorPageName, ComponentType>> = {
  work: later(() => import('./work/work-page.js'), 'WorkPage'),
  accounts: later(() => import('./accounts/accounts-page.js'), 'AccountsPage'),
  account: later(() => import('./accounts/account-page.js'), 'AccountPage'),
  plans: later(() => import('./plans/plans-page.js'), 'PlansPage'),
  'dead-letters': later(() => import('./work/dead-letters-page.js'), 'DeadLettersPage'),
  books: later(() => import('./books/books-page.js'), 'BooksPage'),
  audit: later(() => import('./audit/audit-page.js'), 'AuditPage'),
};
