import type { z } from 'zod';

/** Thrown when settings are missing or wrong; its message lists all of them, by name and never by value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Parses a service's settings from the environment, once, before anything else starts.
 * An empty variable counts as not set, so that a chart may leave one blank.
 */
export function loadConfig<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): z.output<Schema> {
  const known = Object.keys(schema.shape).filter((name) => environment[name] !== undefined && environment[name] !== '');
  const parsed = schema.safeParse(Object.fromEntries(known.map((name) => [name, environment[name]])));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const name = issue.path.map(String).join('.');
    return known.includes(String(issue.path[0])) ? `${name}: ${issue.message}` : `${name} is not set`;
  });
  throw new ConfigError(`Cannot start, settings are missing or wrong:\n  ${faults.join('\n  ')}`);
}

/** `loadConfig` for a program's first line: what is missing or wrong goes to stderr, and the process ends with 1. */
export function loadConfigOrExit<Schema extends z.ZodObject>(schema: Schema): z.output<Schema> {
  try {
    return loadConfig(schema);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
