import { AuthPeer } from '../peers/auth-peer.js';
import { UsageService } from '../usage/usage.service.js';
import { ActRecorder } from './act-recorder.js';
import { AdminAccountsController } from './admin-accounts.controller.js';
import { AdminAccountsService } from './admin-accounts.service.js';
import { AdminBooksController } from './admin-books.controller.js';
import { AdminBooksService } from './admin-books.service.js';
import { AdminKeysController } from './admin-keys.controller.js';
import { AdminKeysService } from './admin-keys.service.js';
import { AdminPlansController } from './admin-plans.controller.js';
import { AdminPlansService } from './admin-plans.service.js';
import { AdminServiceController } from './admin-service.controller.js';
import { AdminWorkController } from './admin-work.controller.js';
import { AdminWorkService } from './admin-work.service.js';
import { ServiceOverview } from './service-overview.service.js';

/** What the module of operators serves, and with what. */
export const adminControllers = [
  AdminAccountsController,
  AdminPlansController,
  AdminKeysController,
  AdminBooksController,
  AdminWorkController,
  AdminServiceController,
];
export const adminProviders = [
  AuthPeer,
  ActRecorder,
  AdminAccountsService,
  AdminPlansService,
  AdminKeysService,
  AdminBooksService,
  AdminWorkService,
  ServiceOverview,
  UsageService,
];
