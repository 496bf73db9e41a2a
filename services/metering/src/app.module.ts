import { AdmissionServiceService, UsageServiceService } from '@imageai/contracts/metering';
import type { Logger } from '@imageai/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import { AdmissionController } from './admission/admission.controller.js';
import { AdmissionRepository } from './admission/admission.repository.js';
import { AdmissionService } from './admission/admission.service.js';
import { BooksRepository } from './checking/books.repository.js';
import { BooksService } from './checking/books.service.js';
import { WorkRepository } from './checking/work.repository.js';
import { type EndedWork, type ImageLookup, WorkService } from './checking/work.service.js';
import { type Clock, databaseClock } from './clock.js';
import type { Database } from './db/schema.js';
import { ExportRepository } from './export/export.repository.js';
import { AccountBooks } from './removal/account-books.service.js';
import { RemovalRepository } from './removal/removal.repository.js';
import type { MeteringSettings } from './settings.js';
import { SettlementRepository } from './settlement/settlement.repository.js';
import { SettlementService } from './settlement/settlement.service.js';
import { type GenerationLookup, ReservationSweeper } from './sweeping/reservation-sweeper.js';
import { SweepRepository } from './sweeping/sweep.repository.js';
import { CLOCK, DATABASE, GENERATIONS, IMAGES, LOGGER, SETTINGS } from './tokens.js';
import { RollupRepository } from './usage/rollup.repository.js';
import { RollupService } from './usage/rollup.service.js';
import { UsageController } from './usage/usage.controller.js';
import { UsageRepository } from './usage/usage.repository.js';
import { UsageService } from './usage/usage.service.js';
import { WarningRepository } from './warnings/warning.repository.js';

export interface AppOptions {
  readonly database: Database;
  readonly generations: GenerationLookup & EndedWork;
  readonly images: ImageLookup;
  readonly settings: MeteringSettings;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** What this service answers, by full name. */
export const rpcServices = {
  'imageai.metering.v1.AdmissionService': AdmissionServiceService,
  'imageai.metering.v1.UsageService': UsageServiceService,
};

@Module({})
export class AppModule {
  static register({
    database,
    generations,
    images,
    settings,
    logger,
    clock = databaseClock,
  }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      controllers: [AdmissionController, UsageController],
      providers: [
        { provide: DATABASE, useValue: database },
        { provide: GENERATIONS, useValue: generations },
        { provide: IMAGES, useValue: images },
        { provide: SETTINGS, useValue: settings },
        { provide: LOGGER, useValue: logger },
        { provide: CLOCK, useValue: clock },
        AccountBooks,
        AdmissionRepository,
        AdmissionService,
        BooksRepository,
        BooksService,
        ExportRepository,
        RemovalRepository,
        ReservationSweeper,
        RollupRepository,
        RollupService,
        SettlementRepository,
        SettlementService,
        SweepRepository,
        WarningRepository,
        UsageRepository,
        UsageService,
        WorkRepository,
        WorkService,
      ],
    };
  }
}
