export { ConfigError, loadConfig, loadConfigOrExit } from './load-config.js';
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
