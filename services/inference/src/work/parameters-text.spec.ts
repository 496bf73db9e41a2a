import { ImageWork } from '@imageai/contracts/inference';
import { expect, it } from '@jest/globals';
import { parametersText } from './parameters-text.js';

const work = ImageWork.fromPartial({
  imageId: 'img_secret',
  generationId: 'gen_secret',
  accountId: 'acct_secret',
  requestId: 'req_secret',
  attempt: 3,
  index: 2,
  model: 'embedded',
  modelDigest: '0123456789abcdef',
  prompt: 'a lake,\ntwo boats',
  width: 512,
  height: 768,
  seed: 42,
  steps: 20,
  guidanceScale: 7.5,
  expiresAt: new Date(0),
});

it('says what remakes the image, in the words of A1111', () => {
  expect(parametersText({ ...work, negativePrompt: 'people', style: 'sketch' })).toBe(
    [
      'a lake,\ntwo boats',
      'Negative prompt: people',
      'Steps: 20, CFG scale: 7.5, Seed: 42, Size: 512x768, Model hash: 0123456789, Model: embedded, Style: sketch',
    ].join('\n'),
  );
});

it('leaves out what was not asked for, and quotes what would break its form', () => {
  expect(parametersText({ ...work, model: 'a, b' })).toBe(
    'a lake,\ntwo boats\nSteps: 20, CFG scale: 7.5, Seed: 42, Size: 512x768, Model hash: 0123456789, Model: "a, b"',
  );
});

it('says nothing where the account wants files without it', () => {
  expect(parametersText({ ...work, omitParameters: true })).toBe('');
});

it('names nothing that differs between two makings of one picture', () => {
  const another = { ...work, imageId: 'img_2', generationId: 'gen_2', requestId: 'r', attempt: 1, index: 0 };
  expect(parametersText({ ...another, expiresAt: new Date(), retentionDays: 5 })).toBe(parametersText(work));
});
