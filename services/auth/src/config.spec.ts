import { loadConfig } from '@imageai/config';
import { describe, expect, it } from '@jest/globals';
import { configSchema } from './config.js';

const required = {
  HEALTH_PORT: '1',
  SERVICE_TOKEN: 'x'.repeat(16),
  GRPC_PORT: '2',
  SERVICE_TOKEN_HASHES: '{}',
  POSTGRES_URL: 'postgres://localhost/x',
  NATS_URL: 'nats://localhost',
  KEY_PEPPER: 'x'.repeat(32),
};
const provider = {
  name: 'house',
  label: 'House',
  issuer: 'https://id.example.com',
  clientId: 'imageai',
  clientSecret: 'hunter2',
};
const load = (more: Record<string, string>) => loadConfig(configSchema, { ...required, ...more });
const withProvider = (changes: object) => load({ OIDC_PROVIDERS: JSON.stringify([{ ...provider, ...changes }]) });

describe('sign-in providers', () => {
  it('are read from JSON, with the scope that brings an address', () => {
    expect(withProvider({}).OIDC_PROVIDERS).toEqual([{ ...provider, scope: 'openid email profile' }]);
    expect(load({}).OIDC_PROVIDERS).toBeUndefined();
  });

  it('may be without TLS on this machine alone', () => {
    expect(withProvider({ issuer: 'http://127.0.0.1:9000' }).OIDC_PROVIDERS).toHaveLength(1);
    expect(() => withProvider({ issuer: 'http://id.example.com' })).toThrow('OIDC_PROVIDERS');
  });

  it.each([{ name: 'With Space' }, { clientId: '' }, { unknown: true }, { issuer: 'id.example.com' }])(
    'that are wrong are refused without showing their secrets: %j',
    (changes) => {
      expect(() => withProvider(changes)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
      );
    },
  );
});

it('a public URL needs no slash at its end, and bears one', () => {
  expect(load({ PUBLIC_URL: 'https://imageai.example/' }).PUBLIC_URL).toBe('https://imageai.example');
  expect(() => load({ PUBLIC_URL: 'ftp://imageai.example' })).toThrow('PUBLIC_URL');
  expect(() => load({ SMTP_URL: 'mail.example.com' })).toThrow('SMTP_URL');
});
