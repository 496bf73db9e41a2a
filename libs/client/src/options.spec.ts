import { describe, expect, it } from '@jest/globals';
import { ImageAI } from './image-ai.js';
import type { ImageAIOptions } from './options.js';

const good: ImageAIOptions = { apiKey: 'iai_live_secret', baseUrl: 'http://localhost:8080' };

describe('options', () => {
  it.each([
    ['apiKey', ''],
    ['apiKey', undefined],
    ['apiKey', 'two words'],
    ['apiKey', 'line\nbreak'],
    ['baseUrl', 'localhost:8080'],
    ['baseUrl', undefined],
    ['baseUrl', 'ftp://localhost'],
    ['maxRetries', -1],
    ['maxRetries', 1.5],
    ['timeoutMs', 0],
    ['timeoutMs', Number.NaN],
  ])('are refused at once where %s is %j, by name and without the key', (name, value) => {
    const make = () => new ImageAI({ ...good, [name]: value });
    expect(make).toThrow(new RegExp(`^${name} must be`));
    expect(make).not.toThrow(/secret/);
  });

  it('call a fetch of the caller’s own', async () => {
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      asked.push(String(input));
      return Response.json({ data: [], has_more: false, next_cursor: null });
    };
    await new ImageAI({ ...good, fetch }).generations.list({ limit: 5, status: 'failed' });
    expect(asked).toEqual(['http://localhost:8080/api/generations?limit=5&status=failed']);
  });
});
