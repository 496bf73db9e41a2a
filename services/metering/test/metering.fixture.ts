import { newId } from '@imageai/api';
import { GenerationEvent, GenerationStatus, ImageStatus, imageStatusFromJSON } from '@imageai/contracts/generation';
import type { AdmitResponse } from '@imageai/contracts/metering';
import { migrate } from '@imageai/db';
import { createLogger, type Logger } from '@imageai/telemetry';
import { FakeClock, type TestDatabase, testDatabase } from '@imageai/testing';
import { type Kysely, sql } from 'kysely';
import { AdmissionRepository } from '../src/admission/admission.repository.js';
import { AdmissionService } from '../src/admission/admission.service.js';
import { type Clock, databaseClock } from '../src/clock.js';
import { openDatabase, schemaName } from '../src/db/database.js';
import { migrations } from '../src/db/migrations/index.js';
import type { MeteringSchema } from '../src/db/schema.js';
import { SettlementRepository } from '../src/settlement/settlement.repository.js';
import { SettlementService } from '../src/settlement/settlement.service.js';
import { RollupRepository } from '../src/usage/rollup.repository.js';
import { RollupService } from '../src/usage/rollup.service.js';
import { UsageRepository } from '../src/usage/usage.repository.js';
import { UsageService } from '../src/usage/usage.service.js';

export const settings = { admissionTimeoutMs: 20_000, sweepIntervalMs: 60_000 };
export const logger: Logger = createLogger('test', 'silent');

/** One replica: a pool and services of its own. */
export interface Replica {
  readonly database: Kysely<MeteringSchema>;
  readonly admission: AdmissionService;
  readonly settlement: SettlementService;
  readonly usage: UsageService;
  readonly rollups: RollupService;
}

export class MeteringFixture {
  readonly clock = new FakeClock('2026-11-10T10:00:00.000Z');
  private readonly databases: Kysely<MeteringSchema>[] = [];

  private constructor(private readonly server: TestDatabase) {}

  static async create(): Promise<MeteringFixture> {
    const server = await testDatabase();
    await migrate({ url: server.url, schema: schemaName }, migrations);
    return new MeteringFixture(server);
  }

  get url(): string {
    return this.server.url;
  }

  replica(clock: Clock = this.clock): Replica {
    const database = openDatabase(this.server.url, 4);
    this.databases.push(database);
    return {
      database,
      admission: new AdmissionService(new AdmissionRepository(database, clock), settings),
      settlement: new SettlementService(new SettlementRepository(database, clock), logger),
      usage: new UsageService(new UsageRepository(database, clock)),
      rollups: new RollupService(new RollupRepository(database)),
    };
  }

  /** One that goes by the clock of the database, as in production. */
  realTimeReplica(): Replica {
    return this.replica(databaseClock);
  }

  async drop(): Promise<void> {
    await Promise.all(this.databases.map((database) => database.destroy()));
    await this.server.drop();
  }
}

export interface Asking {
  readonly accountId?: string;
  readonly generationId?: string;
  readonly keyId?: string;
  readonly images?: number;
  readonly perMinute?: number;
  readonly perMonth?: number;
}

export const admitRequest = ({ accountId, keyId, generationId, images, perMinute, perMonth }: Asking) => ({
  accountId: accountId ?? 'acct_1',
  keyId: keyId ?? 'key_1',
  generationId: generationId ?? newId('gen'),
  images: images ?? 1,
  limits: { requestsPerMinute: perMinute ?? 1_000, imagesPerMonth: perMonth ?? 1_000 },
});

/** "admitted", "minute" or "month". */
export function outcomeOf(response: AdmitResponse): string {
  if (response.outcome?.$case === 'admission') return 'admitted';
  return String(response.outcome?.value).replace('ADMISSION_REFUSAL_', '').toLowerCase();
}

export type EndedImages = Readonly<Record<string, 'STORED' | 'FAILED' | 'CANCELLED' | 'EXPIRED'>>;

/** What usage is told apart by. */
export interface Wanted {
  readonly style?: string;
  readonly width?: number;
  readonly height?: number;
  readonly model?: string;
}

export function endedEvent(
  generationId: string,
  accountId: string,
  images: EndedImages,
  type = 'succeeded',
  { style = 'sketch', width = 1024, height = 1024, model = 'imageai-1' }: Wanted = {},
) {
  return GenerationEvent.fromPartial({
    id: newId('evt'),
    type: `generation.${type}`,
    occurredAt: new Date('2026-12-03T00:00:00Z'),
    generation: {
      id: generationId,
      accountId,
      keyId: 'key_1',
      parameters: { style, width, height },
      model,
      status: GenerationStatus.GENERATION_STATUS_SUCCEEDED,
      createdAt: new Date('2026-11-30T23:59:59Z'),
      images: Object.entries(images).map(([id, status], index) => ({
        id,
        index,
        status: imageStatusFromJSON(`IMAGE_STATUS_${status}`) ?? ImageStatus.IMAGE_STATUS_FAILED,
      })),
    },
  });
}

/** Every row with its version and lock: what a refusal must leave as it is. */
export async function rowVersions(database: Kysely<MeteringSchema>): Promise<unknown> {
  const { rows } = await sql`
    select ctid::text, xmin::text, xmax::text from balances
    union all select ctid::text, xmin::text, xmax::text from reservations
    union all select ctid::text, xmin::text, xmax::text from ledger`.execute(database);
  return rows;
}

/** Null as long as a transaction has written nothing. */
export async function transactionId(database: Kysely<MeteringSchema>): Promise<unknown> {
  const { rows } = await sql<{ id: unknown }>`select pg_current_xact_id_if_assigned()::text as id`.execute(database);
  return rows[0]?.id;
}

export const balanceOf = async (replica: Replica, accountId: string, month = '2026-11') => {
  const { balance } = await replica.usage.balance({ accountId, month });
  return { reserved: balance?.reserved, used: balance?.used };
};
