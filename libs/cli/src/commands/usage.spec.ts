import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer, json } from '../../test/api-server.js';
import { commandLine } from '../../test/command-line.js';

let server: ApiServer;
beforeAll(async () => {
  server = await ApiServer.start();
});
afterAll(() => server.stop());
const imageai = (args: string) => commandLine(args.split(' '), { baseUrl: server.url });

const period = (day: string, images: number, groups: unknown = null) => ({
  start: `${day}T00:00:00.000Z`,
  end: '',
  images,
  images_given_back: 0,
  requests: images,
  groups,
});
const report = {
  group_by: null,
  total: { images: 6, images_given_back: 1, requests: 5 },
  data: [period('2026-11-01', 2), period('2026-11-02', 0), period('2026-11-03', 4)],
};

describe('imageai usage', () => {
  it('shows this month day by day, as long as each day was busy', async () => {
    server.serve({ 'GET /api/usage?bucket=day': json(200, report) });
    const { exitCode, stdout } = await imageai('usage');
    expect([exitCode, stdout]).toEqual([
      0,
      'DAY (UTC)   IMAGES  REQUESTS  GIVEN BACK\n' +
        `2026-11-01  2       2         0           ${'█'.repeat(12)}${'░'.repeat(12)}\n` +
        '2026-11-02  0       0         0\n' +
        `2026-11-03  4       4         0           ${'█'.repeat(24)}\n` +
        'total       6       5         1\n',
    ]);
    expect(JSON.parse((await imageai('usage --json')).stdout)).toEqual(report);
  });

  it('tells another month apart by key, the most used first', async () => {
    const groups = [
      { name: 'key_a', images: 1, requests: 1 },
      { name: 'key_b', images: 3, requests: 2 },
    ];
    const path = 'GET /api/usage?start=2026-12-01&end=2027-01-01&bucket=day&group_by=key';
    server.serve({ [path]: json(200, { ...report, group_by: 'key', data: [period('2026-12-01', 4, groups)] }) });
    const { stdout } = await imageai('usage --month 2026-12 --by key');
    const lines = stdout.split('\n').slice(-5, -1);
    expect(lines[0]).toBe('');
    expect(lines.slice(1).map((line) => line.split(/ +/).slice(0, 3))).toEqual([
      ['KEY', 'IMAGES', 'REQUESTS'],
      ['key_b', '3', '2'],
      ['key_a', '1', '1'],
    ]);
  });

  it.each(['2026-13', '26-01', 'november'])('does not take %s for a month', async (month) => {
    const { exitCode, stderr } = await imageai(`usage --month ${month}`);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('It must be a month such as 2026-11.')]);
  });
});
