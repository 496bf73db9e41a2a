import type { Config } from '../config.js';
import { FileSink } from './file-sink.js';
import { HttpSink } from './http-sink.js';
import type { UsageSink } from './usage-event.js';

type ExportConfig = Pick<
  Config,
  'USAGE_EXPORT_FILE' | 'USAGE_EXPORT_URL' | 'USAGE_EXPORT_TOKEN' | 'USAGE_EXPORT_TIMEOUT_MS'
>;

/** Those that the operator asked for; none by default. */
export function createSinks(config: ExportConfig): UsageSink[] {
  const { USAGE_EXPORT_FILE: path, USAGE_EXPORT_URL: url } = config;
  const { USAGE_EXPORT_TOKEN: token, USAGE_EXPORT_TIMEOUT_MS: timeoutMs } = config;
  return [
    ...(path === undefined ? [] : [new FileSink(path)]),
    ...(url === undefined ? [] : [new HttpSink({ url, token, timeoutMs })]),
  ];
}
