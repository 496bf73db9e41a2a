import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer, json } from '../../../test/api-server.js';
import { commandLine } from '../../../test/command-line.js';

let server: ApiServer;
beforeAll(async () => {
  server = await ApiServer.start();
});
afterAll(() => server.stop());
const imageai = (args: string) => commandLine(args.split(' '), { baseUrl: server.url });

const key = {
  id: 'key_1',
  name: 'The shop',
  prefix: 'iai_live_Ab3d',
  scopes: ['generate', 'read'],
  created_at: '2026-11-22T17:40:07.250Z',
  expires_at: null,
  last_used_at: '2026-11-22T18:02:00.000Z',
  revoked_at: null,
  revocation_reason: null,
};
const ended = { ...key, id: 'key_0', name: '', last_used_at: null, revoked_at: key.created_at };

describe('imageai keys', () => {
  it('lists the keys, also those that ended, and why', async () => {
    const keys = [
      key,
      { ...ended, revocation_reason: 'leaked' },
      { ...key, id: 'key_2', expires_at: '2999-01-01T00:00:00.000Z' },
      { ...key, id: 'key_3', expires_at: '2026-01-01T00:00:00.000Z' },
    ];
    server.serve({ 'GET /api/keys': json(200, { data: keys }) });
    const { exitCode, stdout } = await imageai('keys');
    expect([exitCode, stdout]).toEqual([
      0,
      'ID     STATE             BEGINS WITH     SCOPES         CREATED     LAST USED (UTC)      NAME\n' +
        'key_1  in force          iai_live_Ab3d…  generate read  2026-11-22  2026-11-22 18:02:00  The shop\n' +
        'key_0  leaked            iai_live_Ab3d…  generate read  2026-11-22  –\n' +
        'key_2  until 2999-01-01  iai_live_Ab3d…  generate read  2026-11-22  2026-11-22 18:02:00  The shop\n' +
        'key_3  expired           iai_live_Ab3d…  generate read  2026-11-22  2026-11-22 18:02:00  The shop\n',
    ]);
    expect(JSON.parse((await imageai('keys list --json')).stdout)).toEqual({ data: keys });
  });

  it('makes a key as it is asked for, and prints it alone, so that it can be piped where it belongs', async () => {
    server.serve({ 'POST /api/keys': json(201, { ...key, secret: 'iai_live_secret' }) });
    const { stdout, stderr } = await imageai(
      'keys create --name shop --scope generate model:one --images 5 --requests 2 --expires 2999-01-01T00:00:00Z --address 10.0.0.0/8 --origin https://a.example',
    );
    expect(stdout).toBe('iai_live_secret\n');
    expect(stderr).toBe('key_1. This is the key; it is not shown again:\n');
    expect(server.requests[0]?.body).toEqual({
      name: 'shop',
      scopes: ['generate', 'model:one'],
      expires_at: '2999-01-01T00:00:00Z',
      requests_per_minute: 2,
      images_per_month: 5,
      allowed_origins: ['https://a.example'],
      allowed_addresses: ['10.0.0.0/8'],
    });
    await imageai('keys create');
    expect(server.requests[1]?.body).toEqual({});
  });

  it('rotates and revokes', async () => {
    server.serve({
      'POST /api/keys/key_1/rotate': json(201, { ...key, id: 'key_2', secret: 'iai_live_next' }),
      'DELETE /api/keys/key_1': json(200, ended),
    });
    expect((await imageai('keys rotate key_1 --overlap 0')).stdout).toBe('iai_live_next\n');
    expect(server.requests[0]?.body).toEqual({ overlap_seconds: 0 });
    expect((await imageai('keys revoke key_1')).stdout).toBe('key_0 is revoked.\n');
    expect(await imageai('keys revoke key_none')).toMatchObject({ exitCode: 2 });
  });
});
