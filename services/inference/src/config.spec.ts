import { loadConfig } from '@imageai/config';
import { describe, expect, it } from '@jest/globals';
import { configSchema } from './config.js';

const needed = {
  SERVICE_TOKEN: 'a'.repeat(16),
  HEALTH_PORT: '1',
  NATS_URL: 'nats://localhost:4222',
  GENERATION_ADDRESS: 'localhost:1',
  STORAGE_ADDRESS: 'localhost:2',
};

describe('settings', () => {
  it('take lists separated by commas, and have defaults', () => {
    expect(loadConfig(configSchema, { ...needed, MODEL_FOLDERS: 'a, b,' })).toMatchObject({
      MODEL_FOLDERS: ['a', 'b'],
      EXECUTION_PROVIDERS: ['cpu'],
      STEP_POLICY: 'shortest-remaining',
      MAX_BATCH: 1,
      HEARTBEAT_SECONDS: 2,
      DRAIN_TIMEOUT_SECONDS: 20,
    });
  });

  it('name a model folder, unless the engine is another one', () => {
    expect(() => loadConfig(configSchema, needed)).toThrow(/MODEL_FOLDERS/);
    expect(loadConfig(configSchema, { ...needed, INFERENCE_ENGINE: './e.mjs' }).MODEL_FOLDERS).toEqual([]);
  });
});
