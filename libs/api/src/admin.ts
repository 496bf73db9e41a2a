// What operators ask and are answered: `@imageai/api/admin`, apart from the public contract.
export type {
  AdminAccount,
  AdminAccountPage,
  CreateAccountParameters,
  DeletionReport,
  ListAccountsQuery,
  SetAccountPlanParameters,
  SetAccountPlanRequest,
  SuspendAccountParameters,
} from './admin/account.js';
export type { AdminAuditEntry, AdminAuditPage, ListAllAuditEntriesQuery } from './admin/audit.js';
export type {
  BooksReport,
  CheckBooksParameters,
  LedgerEntryResource,
  LedgerPage,
  ListLedgerQuery,
  RebuildBooksParameters,
  RebuiltBooks,
} from './admin/books.js';
export type { AdminLimits, AdminOverrides, AdminPlan, AdminPlanList, LimitParameters } from './admin/plan-limits.js';
export type {
  AdminModel,
  AdminModelList,
  DeadLetterPage,
  DeadLetterResource,
  ListDeadLettersQuery,
  QueueOverview,
  RetriedDeadLetter,
} from './admin/queue.js';
export type { ModerationOverview, OperatorResource } from './admin/service.js';
export {
  adminCreateAccountRoute,
  adminDeleteAccountRoute,
  adminDeletionReportRoute,
  adminGetAccountRoute,
  adminListAccountsRoute,
  adminReinstateAccountRoute,
  adminSetAccountRoute,
  adminSetOverridesRoute,
  adminSetPlanRoute,
  adminSuspendAccountRoute,
} from './routes/admin/admin-account.routes.js';
export {
  adminCheckBooksRoute,
  adminGetUsageRoute,
  adminListLedgerRoute,
  adminRebuildBooksRoute,
} from './routes/admin/admin-books.routes.js';
export { adminListKeysRoute, adminReportKeyRoute, adminRevokeKeyRoute } from './routes/admin/admin-key.routes.js';
export { adminListPlansRoute, adminSetPlanLimitsRoute } from './routes/admin/admin-plan.routes.js';
export {
  adminListDeadLettersRoute,
  adminListModelsRoute,
  adminQueueRoute,
  adminRetryDeadLetterRoute,
} from './routes/admin/admin-queue.routes.js';
export {
  adminAuditRoute,
  adminModerationRoute,
  adminOpenapiRoute,
  adminOperatorRoute,
} from './routes/admin/admin-service.routes.js';
export { adminRoutes } from './routes/admin/all-admin-routes.js';
