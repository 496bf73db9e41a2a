import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** Thrown when settings are missing or wrong; its message lists all of them, by name and never by value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Parses a service's settings from the environment, once, before anything else starts.
 * An empty variable counts as not set, so that a chart may leave one blank; `<NAME>_FILE` names a file that holds the
 * value, which is how containers are given secrets.
 */
export function loadConfig<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment = process.env,
): z.output<Schema> {
  const given: Record<string, string> = {};
  const faults: string[] = [];
  for (const name of Object.keys(schema.shape)) {
    try {
      const value = settingOf(name, environment);
      if (value !== undefined) given[name] = value;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(error.message);
    }
  }
  const parsed = schema.safeParse(given);
  if (parsed.success && faults.length === 0) return parsed.data;
  for (const issue of parsed.error?.issues ?? []) {
    const [name] = issue.path.map(String);
    if (name !== undefined && Object.hasOwn(given, name)) faults.push(`${issue.path.join('.')}: ${issue.message}`);
    else if (!faults.some((fault) => fault.startsWith(`${name}_FILE`))) faults.push(`${name} is not set`);
  }
  throw new ConfigError(`Cannot start, settings are missing or wrong:\n  ${faults.join('\n  ')}`);
}

function settingOf(name: string, environment: Environment): string | undefined {
  const value = environment[name] || undefined;
  const file = environment[`${name}_FILE`] || undefined;
  if (file === undefined) return value;
  if (value !== undefined) throw new ConfigError(`${name}_FILE: ${name} is set too, and one of them is enough`);
  try {
    // Editors end a file with a newline; no setting does.
    return readFileSync(file, 'utf8').trimEnd() || undefined;
  } catch (error) {
    throw new ConfigError(`${name}_FILE: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
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
