export { type Clock, FakeClock } from './fake-clock.js';
export { type TestDatabase, testDatabase } from './test-database.js';
export { type TestNats, testNats } from './test-nats.js';
export { waitUntil } from './wait-until.js';
