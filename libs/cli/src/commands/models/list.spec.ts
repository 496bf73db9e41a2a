import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer, json } from '../../../test/api-server.js';
import { commandLine } from '../../../test/command-line.js';

let server: ApiServer;
beforeAll(async () => {
  server = await ApiServer.start();
});
afterAll(() => server.stop());
const imageai = (...args: string[]) => commandLine(args, { baseUrl: server.url });

const ready = {
  id: 'embedded',
  status: 'ready',
  default: true,
  pipeline: 'StyledLatentFlowPipeline',
  unusable_reason: null,
  defaults: { num_inference_steps: 20, guidance_scale: 7.5, size: '1024x1024' },
};
const unusable = {
  id: 'broken',
  status: 'unusable',
  default: false,
  pipeline: null,
  unusable_reason: 'The unet is missing.',
  defaults: null,
};

describe('imageai models', () => {
  it('lists what can be named, and why the rest cannot be used', async () => {
    server.serve({ 'GET /v1/models': json(200, { object: 'list', data: [ready, unusable] }) });
    const { exitCode, stdout } = await imageai('models');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'MODEL               STATUS    SIZE       STEPS  WHAT',
      'embedded (default)  ready     1024x1024  20     StyledLatentFlowPipeline',
      'broken              unusable                    The unet is missing.',
      '',
    ]);
    expect(JSON.parse((await imageai('models', 'list', '--json')).stdout)).toEqual({ data: [ready, unusable] });
  });

  it('says where there are none yet', async () => {
    server.serve({ 'GET /v1/models': json(200, { object: 'list', data: [] }) });
    expect(await imageai('models')).toEqual({ exitCode: 0, stdout: '', stderr: 'There are no models yet.\n' });
  });
});
