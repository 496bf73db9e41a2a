import {
  AccountServiceService,
  AuditServiceService,
  AuthServiceService,
  KeyServiceService,
} from '@imageai/contracts/auth';
import type { Logger } from '@imageai/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import { AccountChanges } from './accounts/account-changes.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { AccountsRepository } from './accounts/accounts.repository.js';
import { AccountsService } from './accounts/accounts.service.js';
import { PlanChangesRepository } from './accounts/plan-changes.repository.js';
import { PlanChangesService } from './accounts/plan-changes.service.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditRepository } from './audit/audit.repository.js';
import { AuditService } from './audit/audit.service.js';
import { ActorsRepository } from './authorization/actors.repository.js';
import { Identification } from './authorization/identification.js';
import type { Database } from './db/schema.js';
import { Transactions } from './db/transactions.js';
import { KeysController } from './keys/keys.controller.js';
import { KeysRepository } from './keys/keys.repository.js';
import { KeysService } from './keys/keys.service.js';
import { SecretHash } from './keys/secret-hash.js';
import { DATABASE, KEY_PEPPER, LOGGER } from './tokens.js';
import { LastUseRecorder } from './verification/last-use-recorder.js';
import { VerificationController } from './verification/verification.controller.js';
import { VerificationRepository } from './verification/verification.repository.js';
import { VerificationService } from './verification/verification.service.js';

export interface AppOptions {
  readonly database: Database;
  readonly keyPepper: string;
  readonly logger: Logger;
}

/** What this service answers, by full name. */
export const rpcServices = {
  'imageai.auth.v1.AuthService': AuthServiceService,
  'imageai.auth.v1.AccountService': AccountServiceService,
  'imageai.auth.v1.AuditService': AuditServiceService,
  'imageai.auth.v1.KeyService': KeyServiceService,
};

@Module({})
export class AppModule {
  static register({ database, keyPepper, logger }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      controllers: [AccountsController, AuditController, KeysController, VerificationController],
      providers: [
        { provide: DATABASE, useValue: database },
        { provide: KEY_PEPPER, useValue: keyPepper },
        { provide: LOGGER, useValue: logger },
        AccountChanges,
        AccountsRepository,
        AccountsService,
        ActorsRepository,
        AuditRepository,
        AuditService,
        Identification,
        KeysRepository,
        KeysService,
        LastUseRecorder,
        PlanChangesRepository,
        PlanChangesService,
        SecretHash,
        Transactions,
        VerificationRepository,
        VerificationService,
      ],
    };
  }
}
