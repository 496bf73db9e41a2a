import { execFile } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { loadConfig } from './load-config.js';
import { port, rpcServerSettings } from './settings.js';

const schema = z.object({ PORT: port, SECRET: z.string().min(16), NAME: z.string().default('x') });

describe('loadConfig', () => {
  it('parses settings and fills in defaults, an empty variable counting as not set', () => {
    expect(loadConfig(schema, { PORT: '80', SECRET: 'a'.repeat(16), NAME: '' })).toEqual({
      PORT: 80,
      SECRET: 'a'.repeat(16),
      NAME: 'x',
    });
  });

  it('lists all that is wrong at once, by name', () => {
    expect(() => loadConfig(schema, { SECRET: 'short' })).toThrow(/PORT is not set\n {2}SECRET: /);
  });

  it('never shows the value of a secret', () => {
    expect(() => loadConfig(schema, { PORT: '1', SECRET: 'hunter2' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });

  it('refuses caller hashes that are not SHA-256 in hex', () => {
    const hashes = z.object({ SERVICE_TOKEN_HASHES: rpcServerSettings.SERVICE_TOKEN_HASHES });
    expect(() => loadConfig(hashes, { SERVICE_TOKEN_HASHES: '{"gateway":"abc"}' })).toThrow(/SHA-256/);
  });
});

describe('loadConfigOrExit', () => {
  it('ends the process with 1 and says on stderr what is not set', async () => {
    const program = `
      import { z } from 'zod';
      import { loadConfigOrExit } from './dist/index.js';
      loadConfigOrExit(z.object({ SURELY_NOT_SET: z.string() }));`;
    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      const options = ['--input-type=module', '--eval', program];
      execFile(process.execPath, options, (error, _stdout, stderr) => resolve({ code: error?.code, stderr }));
    });
    expect(code).toBe(1);
    expect(stderr).toBe('Cannot start, settings are missing or wrong:\n  SURELY_NOT_SET is not set\n');
  });
});
