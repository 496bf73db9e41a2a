/** One server for all packages: a database each is cheap, a server each is not. */
export async function startSharedPostgres() {
  // Built by the stage before, so that it cannot be imported any earlier.
  const { startTestPostgres } = await import('../../libs/testing/dist/index.js');
  return startTestPostgres();
}
