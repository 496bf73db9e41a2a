// Built by a stage before, so that these cannot be imported any earlier.

/** One server for all packages: a database each is cheap, a server each is not. */
export async function startSharedPostgres() {
  const { startTestPostgres } = await import('../../libs/testing/dist/index.js');
  return startTestPostgres();
}

/** Finds or installs what the tests start servers of. */
export async function ensureNatsServer() {
  const { ensureNatsServer: ensure } = await import('../../libs/backing-services/dist/index.js');
  return ensure();
}
