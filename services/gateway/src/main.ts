import { loadConfigOrExit } from '@imageai/config';
import { createLogger, runService } from '@imageai/telemetry';
import { configSchema } from './config.js';
import { startGateway } from './gateway.js';

const config = loadConfigOrExit(configSchema);
const logger = createLogger('gateway', config.LOG_LEVEL);
await runService(logger, () => startGateway(config, logger));
