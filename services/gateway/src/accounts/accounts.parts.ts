import { AuditController } from '../audit/audit.controller.js';
import { AuditService } from '../audit/audit.service.js';
import { KeysController } from '../keys/keys.controller.js';
import { KeysService } from '../keys/keys.service.js';
import { MembersController } from '../members/members.controller.js';
import { MembersService } from '../members/members.service.js';
import { DeletionController } from './deletion.controller.js';
import { DeletionService } from './deletion.service.js';

/** What the module needs to serve an account and all that is kept in auth of it. */
export const accountsControllers = [DeletionController, KeysController, MembersController, AuditController];
export const accountsProviders = [DeletionService, KeysService, MembersService, AuditService];
