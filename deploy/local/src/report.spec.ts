import { expect, test } from '@jest/globals';
import { humanReport, jsonReport, type Readiness } from './report.js';

const readiness: Readiness = {
  url: 'http://localhost:8080',
  cdn: 'http://localhost:8081',
  keys: { starter: 'iai_live_s', professional: 'iai_live_p', enterprise: 'iai_live_e' },
  keysFile: '/data/demo-keys.json',
  operatorFile: '/data/operator.env',
  prompt: 'a lake',
  staysUp: true,
  image: {
    elapsedMs: 2345,
    file: '/data/pictures/img_1.png',
    answer: {
      id: 'img_1',
      url: 'http://localhost:8081/img_1.png',
      width: 1024,
      height: 1024,
      created_at: '2026-01-01T00:00:00.000Z',
      prompt: 'a lake',
      seed: 7,
    },
  },
};

test('for programs it is one line, with the answer as the API gave it', () => {
  const line = jsonReport(readiness);
  expect(line.match(/\n/g)).toHaveLength(1);
  const { url, cdn, keys, image } = readiness;
  expect(JSON.parse(line)).toEqual({ url, cdn, keys, image: image.answer });
});

test('for people it says where the picture lies, how long it took, the keys, and what to paste', () => {
  const text = humanReport(readiness);
  for (const part of [
    '/data/pictures/img_1.png',
    'http://localhost:8081/img_1.png',
    '2.3 s',
    'iai_live_s',
    'iai_live_p',
  ]) {
    expect(text).toContain(part);
  }
  expect(text).toContain('curl http://localhost:8080/api/generate-image');
  expect(text).toContain('Authorization: Bearer iai_live_e');
  expect(text).toContain('. /data/operator.env && npx imageai admin queue');
});

test('the command finds a server that is not where it looks by itself', () => {
  const command = 'npx imageai generate';
  expect(humanReport(readiness)).toContain(`\nIMAGEAI_API_KEY=iai_live_e ${command}`);
  const elsewhere = humanReport({ ...readiness, url: 'http://localhost:9000' });
  expect(elsewhere).toContain(`\nIMAGEAI_API_KEY=iai_live_e IMAGEAI_BASE_URL=http://localhost:9000 ${command}`);
});

test('with --once it does not promise to serve', () => {
  expect(humanReport({ ...readiness, staysUp: false })).not.toContain('curl');
});
