export { ConfigError, loadConfig, loadConfigOrExit } from './load-config.js';
export {
  address,
  flag,
  natsSettings,
  port,
  positive,
  postgresSettings,
  removalGraceMs,
  rpcServerSettings,
  serviceSettings,
} from './settings.js';
