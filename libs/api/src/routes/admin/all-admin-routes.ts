import type { Route } from '../route.js';
import { adminAccountRoutes } from './admin-account.routes.js';
import { adminBooksRoutes } from './admin-books.routes.js';
import { adminKeyRoutes } from './admin-key.routes.js';
import { adminPlanRoutes } from './admin-plan.routes.js';
import { adminQueueRoutes } from './admin-queue.routes.js';
import { adminServiceRoutes } from './admin-service.routes.js';

/** Every route of operators, in the order of their document; none of them is public. */
export const adminRoutes = [
  ...adminAccountRoutes,
  ...adminPlanRoutes,
  ...adminKeyRoutes,
  ...adminBooksRoutes,
  ...adminQueueRoutes,
  ...adminServiceRoutes,
] as const satisfies readonly Route[];
