import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer, events, json } from '../../../test/api-server.js';
import { commandLine } from '../../../test/command-line.js';
import { Interruption } from '../../interruption.js';

let server: ApiServer;
beforeAll(async () => {
  server = await ApiServer.start();
});
afterAll(() => server.stop());
const imageai = (args: string, options: Partial<Parameters<typeof commandLine>[1]> = {}) =>
  commandLine(args.split(' '), { baseUrl: server.url, ...options });

describe('imageai jobs', () => {
  const page = () => ({ data: [server.generation('running')], has_more: false, next_cursor: null });

  it('lists the latest jobs, also where nothing else is said', async () => {
    server.serve({ 'GET /api/generations?limit=20': json(200, page()) });
    for (const args of ['jobs', 'jobs list']) {
      const { exitCode, stdout } = await imageai(args);
      expect([exitCode, stdout]).toEqual([
        0,
        'ID     STATUS   CREATED (UTC)        SIZE     N  PROMPT\n' +
          'gen_1  running  2026-11-22 17:40:10  512x768  1  a lake\n',
      ]);
    }
  });

  it('lists as many as asked for, of one kind, and as the API shows them', async () => {
    server.serve({ 'GET /api/generations?limit=5&status=failed': json(200, page()) });
    expect(JSON.parse((await imageai('jobs list --limit 5 --status failed --json')).stdout)).toEqual(page());
  });

  it('keeps a line within the width of a terminal', async () => {
    server.serve({ 'GET /api/generations?limit=20': json(200, page()) });
    const { stdout } = await imageai('jobs', { isTTY: true });
    expect(stdout.split('\n')[1]).toBe('gen_1  running  2026-11-22 17:40:10  51…');
  });

  it('writes nothing that a terminal would obey', async () => {
    const generation = server.generation('running');
    generation.parameters.prompt = 'red\x1b]0;title\x07\x1b[31m\nlake\u202e';
    server.serve({
      'GET /api/generations?limit=20': json(200, { ...page(), data: [generation] }),
      'GET /api/generations/gen_1': json(200, generation),
    });
    for (const args of ['jobs list', 'jobs show gen_1']) {
      const { stdout } = await imageai(args);
      expect(stdout).toContain('red');
      expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });

  it('shows one job', async () => {
    server.serve({ 'GET /api/generations/gen_1': json(200, server.generation('succeeded')) });
    const { stdout } = await imageai('jobs show gen_1');
    for (const line of ['id        gen_1', 'status    succeeded', 'seed      7', `picture   ${server.url}/img_0.png`]) {
      expect(stdout.split('\n')).toContain(line);
    }
    expect(JSON.parse((await imageai('jobs show gen_1 --json')).stdout)).toEqual(server.generation('succeeded'));
  });

  it('cancels, and says when it is too late', async () => {
    server.serve({ 'POST /api/generations/gen_1/cancel': json(200, server.generation('cancelled')) });
    expect(await imageai('jobs cancel gen_1')).toMatchObject({ exitCode: 0, stdout: 'gen_1 is cancelled.\n' });
    server.serve({ 'POST /api/generations/gen_1/cancel': json(200, server.generation('succeeded')) });
    expect(await imageai('jobs cancel gen_1')).toMatchObject({
      exitCode: 1,
      stderr: 'Too late: gen_1 is succeeded already.\n',
    });
  });

  it('follows a job to its end, and says where its pictures are', async () => {
    server.serve({
      'GET /api/generations/gen_1/events': events(['succeeded', server.generation('succeeded', 2)]),
      'GET /api/generations/gen_1': json(200, server.generation('succeeded', 2)),
    });
    const { exitCode, stdout } = await imageai('jobs follow gen_1');
    expect([exitCode, stdout]).toEqual([0, `${server.url}/img_0.png\n${server.url}/img_1.png\n`]);
  });

  it('leaves a job going when the following is ended by Ctrl-C', async () => {
    const interruption = new Interruption();
    server.serve({
      'GET /api/generations/gen_1': json(200, server.generation('running')),
      'GET /api/generations/gen_1/events': (response, request) => {
        events(['running', {}])(response, request);
        interruption.interrupt();
      },
    });
    const { exitCode, stderr } = await imageai('jobs follow gen_1', { interruption });
    expect([exitCode, stderr]).toEqual([130, 'gen_1 goes on; "imageai jobs follow gen_1" takes it up again.\n']);
    expect(server.calls.filter((call) => call.startsWith('POST'))).toEqual([]);
  });

  it('fails where a job that is followed ends without a picture', async () => {
    server.serve({
      'GET /api/generations/gen_1/events': events(['cancelled', server.generation('cancelled')]),
      'GET /api/generations/gen_1': json(200, server.generation('cancelled')),
    });
    expect(await imageai('jobs follow gen_1')).toMatchObject({ exitCode: 1, stderr: 'gen_1 is cancelled.\n' });
  });
});
