import type { Logger } from './logger.js';

export interface RunningService {
  /** Takes no new work, finishes or hands back what runs, closes what is open. */
  stop(): Promise<void>;
}

/**
 * The life of a service process: starts it, and on SIGTERM or SIGINT stops it in order and exits with 0.
 * What cannot start says so in one log line and exits with 1.
 */
export async function runService(logger: Logger, start: () => Promise<RunningService>): Promise<void> {
  let stopping: Promise<void> | undefined;
  let running: RunningService | undefined;
  const crash = (error: unknown): never => {
    logger.fatal({ err: error }, 'crashed');
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  const stop = (signal: NodeJS.Signals): void => {
    if (stopping !== undefined) return;
    logger.info({ signal }, 'stopping');
    // One that is told so while it starts holds no work yet: there is nothing to finish.
    stopping = Promise.resolve(running?.stop()).then(() => {
      logger.info('stopped');
      process.exit(0);
    }, crash);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  running = await start().catch(crash);
  logger.info('ready');
}
