import { GenerationEvent, ImageStatus } from '@imageai/contracts/generation';
import { eventSubject } from '@imageai/contracts/subjects';
import { expect, it } from '@jest/globals';
import { decodeEvent, isTerminal, toSettleCommand } from './settlement.convert.js';

const event = (type: string, generation: object | undefined = { id: 'gen_1', accountId: 'acct_1' }): GenerationEvent =>
  GenerationEvent.fromPartial({ id: 'evt_1', type, ...(generation && { generation }) });

it('knows which events end a generation', () => {
  const types = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired'];
  expect(types.filter((type) => isTerminal(event(`generation.${type}`)))).toEqual([
    'succeeded',
    'failed',
    'cancelled',
    'expired',
  ]);
  expect(isTerminal(event('quota.warning'))).toBe(false);
});

it('counts only stored images as used, and says what became of the others', () => {
  const statuses = Object.values(ImageStatus).filter((status) => status !== ImageStatus.UNRECOGNIZED);
  const images = statuses.map((status, index) => ({ id: `img_${index}`, index, status }));
  const command = toSettleCommand(event('generation.failed', { id: 'gen_1', accountId: 'acct_1', images }));
  expect(command.images.filter(({ stored }) => stored)).toHaveLength(1);
  expect(command.images.find(({ stored }) => stored)?.reason).toBe('stored');
  expect(command.images.map(({ reason }) => reason)).toContain('cancelled');
});

it('falls back to the UTC month in which the generation was accepted', () => {
  const createdAt = new Date('2026-11-30T23:30:00-05:00');
  expect(toSettleCommand(event('generation.failed', { id: 'g', accountId: 'a', createdAt })).month).toBe('2026-12');
});

it('says style, size and model as the generation had them, and nothing where it had none', () => {
  const parameters = { style: 'sketch', width: 1024, height: 768 };
  const grouped = { id: 'g', accountId: 'a', parameters, model: 'imageai-1' };
  expect(toSettleCommand(event('generation.failed', grouped))).toMatchObject({
    style: 'sketch',
    size: '1024x768',
    model: 'imageai-1',
  });
  expect(toSettleCommand(event('generation.failed'))).toMatchObject({ style: '', size: '', model: '' });
});

it('refuses to read what is no event of a generation', () => {
  const encode = (value: GenerationEvent) => GenerationEvent.encode(value).finish();
  const decode = (payload: Uint8Array) => decodeEvent(payload, eventSubject('generation.failed'));
  expect(decode(encode(event('generation.failed')))?.generation?.id).toBe('gen_1');
  const bad = [new Uint8Array([255, 255]), new Uint8Array(), encode(event('')), encode(event('x', { id: 'gen_1' }))];
  for (const payload of bad) expect(() => decode(payload)).toThrow();
});

it('passes over events of other kinds', () => {
  expect(decodeEvent(new Uint8Array([255, 255]), eventSubject('quota.warning'))).toBeUndefined();
});
