import { AccountController } from './account.controller.js';
import { AccountService } from './account.service.js';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';

/** What the module takes in for an account's plan and its usage. */
export const usageControllers = [AccountController, UsageController];
export const usageProviders = [AccountService, UsageService];
