export { type ActionServer, type Actions, serveActions } from './action-server.js';
export { type Clock, FakeClock } from './fake-clock.js';
export { type IdentityProvider, identityProviderClient, startIdentityProvider } from './identity-provider.js';
export { type TestDatabase, testDatabase } from './test-database.js';
export { type TestNats, testNats } from './test-nats.js';
export { startTestPostgres, type TestPostgres } from './test-postgres.js';
export { waitUntil } from './wait-until.js';
