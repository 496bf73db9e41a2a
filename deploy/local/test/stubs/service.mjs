// Stands in for every service: healthy at once, and as much of auth, gateway and storage as a start needs.
import { createServer } from 'node:http';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import {
  Account,
  AccountServiceService,
  AuthServiceService,
  KeyServiceService,
  Principal,
} from '@imageai/contracts/auth';

const { HEALTH_PORT, GRPC_PORT, KEY_PEPPER, HTTP_PORT, CDN_PORT, CDN_URL, FAIL_AT_START } = process.env;
if (FAIL_AT_START && KEY_PEPPER) {
  console.error('Cannot start, settings are missing or wrong');
  process.exit(1);
}

function listen(port, answer) {
  createServer(answer).listen(Number(port), '127.0.0.1');
}

listen(HEALTH_PORT, (_, response) => response.end('ok'));
process.on('SIGTERM', () => process.exit(0));

if (KEY_PEPPER) {
  const server = new Server();
  const answerWith = (answer) => (call, callback) => callback(null, answer(call.request));
  // A stub forgets: what was issued is known by its looks.
  const known = (secret) => secret.startsWith('iai_live_');
  server.addService(AuthServiceService, {
    verifyKey: answerWith(({ secret }) => ({
      result: known(secret) ? { $case: 'principal', value: Principal.fromPartial({}) } : undefined,
    })),
  });
  server.addService(AccountServiceService, {
    createAccount: answerWith(({ email }) => ({ account: Account.fromPartial({ id: email }) })),
  });
  server.addService(KeyServiceService, {
    createKey: answerWith(({ accountId }) => ({ secret: `iai_live_${accountId}_${Math.random()}` })),
  });
  server.bindAsync(`127.0.0.1:${GRPC_PORT}`, ServerCredentials.createInsecure(), () => undefined);
}

if (HTTP_PORT) {
  listen(HTTP_PORT, (_, response) => response.end(JSON.stringify({ id: 'img_stub', url: `${CDN_URL}/img_stub.png` })));
}
if (CDN_PORT) listen(CDN_PORT, (_, response) => response.end('a picture'));
