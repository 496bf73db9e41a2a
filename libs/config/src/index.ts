export { ConfigError, loadConfig } from './load-config.js';
export {
  address,
  flag,
  natsSettings,
  port,
  positive,
  postgresSettings,
  rpcServerSettings,
  serviceSettings,
} from './settings.js';
