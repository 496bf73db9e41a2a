import { ConfigError, loadConfig } from '@imageai/config';
import { createLogger, runService } from '@imageai/telemetry';
import { type Config, configSchema } from './config.js';
import { startGateway } from './gateway.js';

function configOrExit(): Config {
  try {
    return loadConfig(configSchema);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

const config = configOrExit();
const logger = createLogger('gateway', config.LOG_LEVEL);
await runService(logger, () => startGateway(config, logger));
