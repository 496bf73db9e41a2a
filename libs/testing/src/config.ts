/** The server that `npm test` shares among all packages; without it a test process starts one of its own. */
export function sharedPostgresUrl(): string | undefined {
  return process.env.TEST_POSTGRES_URL || undefined;
}
