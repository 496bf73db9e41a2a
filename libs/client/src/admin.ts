// For whoever runs the platform: `@imageai/client/admin`. Customers' pages do without it.
export type {
  AdminAccount,
  AdminAccountPage,
  AdminAuditEntry,
  AdminAuditPage,
  AdminLimits,
  AdminModel,
  AdminPlan,
  BooksReport,
  CreateAccountParameters,
  DeadLetterPage,
  DeadLetterResource,
  DeletionReport,
  LedgerEntryResource,
  LedgerPage,
  LimitParameters,
  ListAccountsQuery,
  ListAllAuditEntriesQuery,
  ListDeadLettersQuery,
  ListLedgerQuery,
  ModerationOverview,
  OperatorResource,
  QueueOverview,
  RebuiltBooks,
  RetriedDeadLetter,
  SetAccountPlanRequest,
} from '@imageai/api/admin';
export type { AdminAccounts, Versioned } from './admin/admin-accounts.js';
export type { AdminBooks } from './admin/admin-books.js';
export type { AdminPlans } from './admin/admin-plans.js';
export type { AdminWork } from './admin/admin-work.js';
export { ImageAIAdmin, type ImageAIAdminOptions } from './admin/image-ai-admin.js';
