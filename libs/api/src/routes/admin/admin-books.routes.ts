import { booksReport, checkBooks, ledgerPage, listLedger, rebuildBooks, rebuiltBooks } from '../../admin/books.js';
import { usageQuery, usageReport } from '../../usage.js';
import { exampleUsage } from '../examples.js';
import { route } from '../route.js';
import { exampleLedgerEntry, exampleRebuiltBooks } from './admin-examples.js';
import { operators, accountParams as params } from './admin-parts.js';

const common = { ...operators, tag: 'Usage and books' } as const;

export const adminGetUsageRoute = route({
  ...common,
  id: 'getUsage',
  method: 'get',
  path: '/admin/accounts/{id}/usage',
  summary: 'What an account used, by hour, day or month',
  params,
  query: usageQuery,
  answers: { 200: { description: 'Every period from start to end.', body: usageReport, example: exampleUsage } },
});

export const adminListLedgerRoute = route({
  ...common,
  id: 'listLedger',
  method: 'get',
  path: '/admin/accounts/{id}/ledger',
  summary: 'What was reserved, used and given back in a month, oldest first',
  params,
  query: listLedger,
  answers: {
    200: {
      description: 'A page of it.',
      body: ledgerPage,
      example: { data: [exampleLedgerEntry], has_more: false, next_cursor: null },
    },
  },
});

export const adminCheckBooksRoute = route({
  ...common,
  id: 'checkBooks',
  method: 'post',
  path: '/admin/books/check',
  summary: 'Compare balances, reservations and usage with the ledger',
  description: 'Changes nothing. It also happens by itself every day.',
  body: checkBooks,
  bodyExamples: { month: { summary: 'One month', value: { month: '2026-11' } } },
  answers: {
    200: { description: 'What differs.', body: booksReport, example: { checked: 1204, differences: [] } },
  },
});

export const adminRebuildBooksRoute = route({
  ...common,
  id: 'rebuildBooks',
  method: 'post',
  path: '/admin/books/rebuild',
  summary: 'Compute balance and usage of an account and month anew from the ledger',
  body: rebuildBooks,
  bodyExamples: {
    month: { summary: 'One month', value: { account_id: exampleRebuiltBooks.account_id, month: '2026-11' } },
  },
  answers: { 200: { description: 'What it said, and says.', body: rebuiltBooks, example: exampleRebuiltBooks } },
});

export const adminBooksRoutes = [
  adminGetUsageRoute,
  adminListLedgerRoute,
  adminCheckBooksRoute,
  adminRebuildBooksRoute,
] as const;
