// A process that settles the first event it is given and is killed before it can ack it: node dies-before-ack.mjs <Postgres> <NATS>
import { DurableConsumer } from '@imageai/messaging';
import { createLogger } from '@imageai/telemetry';
import { databaseClock } from '../dist/clock.js';
import { openDatabase } from '../dist/db/database.js';
import { SettlementRepository } from '../dist/settlement/settlement.repository.js';
import { SettlementService } from '../dist/settlement/settlement.service.js';
import { settlementEvents } from '../dist/settlement/settlement-events.js';

const [postgresUrl, natsUrl] = process.argv.slice(2);
const logger = createLogger('dying', 'silent');
const settlement = new SettlementService(new SettlementRepository(openDatabase(postgresUrl), databaseClock), logger);

async function handle(event) {
  await settlement.handle(event);
  process.kill(process.pid, 'SIGKILL');
}

new DurableConsumer({ ...settlementEvents({ handle }), natsUrl, service: 'dying', logger }).start();
