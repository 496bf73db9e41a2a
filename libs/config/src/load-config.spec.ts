import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { loadConfig } from './load-config.js';
import { port, rpcServerSettings } from './settings.js';

const schema = z.object({ PORT: port, SECRET: z.string().min(16), NAME: z.string().default('x') });

const folder = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(folder, { recursive: true }));

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

  it('reads a setting from the file that NAME_FILE names, without the newline at its end', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, `${'b'.repeat(16)}\n`);
    expect(loadConfig(schema, { PORT: '80', SECRET_FILE: file }).SECRET).toBe('b'.repeat(16));
  });

  it('says which file cannot be read, beside all else that is wrong', () => {
    const environment = { SECRET_FILE: join(folder, 'gone') };
    expect(() => loadConfig(schema, environment)).toThrow(
      /SECRET_FILE: .*gone cannot be read \(ENOENT\)\n {2}PORT is not set$/,
    );
  });

  it('refuses a setting that is given twice', () => {
    const environment = { PORT: '80', SECRET: 'a'.repeat(16), SECRET_FILE: join(folder, 'secret') };
    expect(() => loadConfig(schema, environment)).toThrow('SECRET_FILE: SECRET is set too, and one of them is enough');
  });

  it('takes two hashes of a caller whose token is being replaced', () => {
    const hashes = z.object({ SERVICE_TOKEN_HASHES: rpcServerSettings.SERVICE_TOKEN_HASHES });
    const given = { gateway: 'a'.repeat(64), inference: ['b'.repeat(64), 'c'.repeat(64)] };
    const { SERVICE_TOKEN_HASHES } = loadConfig(hashes, { SERVICE_TOKEN_HASHES: JSON.stringify(given) });
    expect(SERVICE_TOKEN_HASHES).toEqual(given);
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
