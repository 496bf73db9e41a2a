import { describe, expect, it } from '@jest/globals';
import { png } from '../../test/api-server.js';
import { noGraphics } from '../../test/command-line.js';
import { graphicsOf } from './graphics.js';
import { Terminal } from './terminal.js';

const jpeg = Buffer.from('ffd8ffe0', 'hex');
const kitty = { ...noGraphics, isKitty: true };
const iterm = { ...noGraphics, program: 'iTerm.app' };

function terminalOf(settings = noGraphics, size: { isTTY?: boolean; columns?: number; rows?: number } = {}) {
  const texts: string[] = [];
  const screen = { isTTY: true, columns: 40, rows: 24, ...size, write: (text: string) => texts.push(text) };
  return { terminal: new Terminal(screen, settings), written: () => texts.join('') };
}

describe('Terminal', () => {
  it('writes the status over the one before, within the width, and lets notes stand', () => {
    const { terminal, written } = terminalOf(noGraphics, { columns: 10 });
    terminal.status('one');
    terminal.status('one');
    terminal.note('note');
    terminal.status('a long, long line');
    terminal.statusDone();
    expect(written()).toBe('\r\x1b[2Kone\r\x1b[2Knote\n\r\x1b[2Kone\r\x1b[2Ka long, …\r\x1b[2K');
  });

  it('takes a terminal that does not say its size for a usual one', () => {
    const { terminal, written } = terminalOf(iterm, { columns: 0, rows: 0 });
    terminal.status('x'.repeat(100));
    terminal.picture(jpeg);
    expect(written()).toContain(`${'x'.repeat(78)}…`);
    expect(written()).toContain('height=18;');
  });

  it('writes notes alone into a file', () => {
    const { terminal, written } = terminalOf(kitty, { isTTY: false });
    terminal.status('one');
    terminal.picture(png('x'));
    terminal.note('note');
    terminal.statusDone();
    expect(written()).toBe('note\n');
  });

  it('makes room for a picture once, and draws each over the one before, the cursor where it was', () => {
    const { terminal, written } = terminalOf(iterm, { rows: 10 });
    terminal.picture(jpeg);
    terminal.picture(png('x'));
    const draw = (file: Buffer) =>
      `\x1b7\x1b[8A\r\x1b]1337;File=inline=1;size=${file.length};height=8;preserveAspectRatio=1:${file.toString('base64')}\x07\x1b8`;
    expect(written()).toBe('\n'.repeat(8) + draw(jpeg) + draw(png('x')));
  });

  it('leaves a picture that is done, and makes room for the next below it', () => {
    const { terminal, written } = terminalOf(iterm, { rows: 10 });
    terminal.picture(jpeg);
    terminal.statusDone();
    terminal.picture(jpeg);
    expect(written().split('\n'.repeat(8))).toHaveLength(3);
  });

  it('sends the kitty protocol PNG files alone, in pieces that it takes', () => {
    const { terminal, written } = terminalOf(kitty, { rows: 100 });
    terminal.picture(jpeg);
    expect(written()).toBe('');
    const file = png('x'.repeat(8000));
    terminal.picture(file);
    const pieces = written()
      .split('\x1b_G')
      .slice(1)
      .map((piece) => piece.split('\x1b\\')[0]?.split(';'));
    expect(pieces.map((piece) => piece?.[0])).toEqual(['a=T,f=100,r=18,C=1,q=2,m=1', 'm=1', 'm=0']);
    expect(Math.max(...pieces.map((piece) => piece?.[1]?.length ?? 0))).toBe(4096);
    expect(Buffer.from(pieces.map((piece) => piece?.[1]).join(''), 'base64')).toEqual(file);
  });

  it('draws nothing where there is no room, nor in a terminal that cannot', () => {
    for (const { terminal, written } of [
      terminalOf(iterm, { rows: 5 }),
      terminalOf(noGraphics),
      terminalOf({ ...iterm, term: 'dumb' }),
      terminalOf({ ...kitty, isMultiplexed: true }),
    ]) {
      terminal.picture(png('x'));
      expect(written()).toBe('');
    }
  });
});

describe('graphicsOf', () => {
  it.each([
    ['kitty', kitty],
    ['kitty', { ...noGraphics, term: 'xterm-kitty' }],
    ['kitty', { ...noGraphics, program: 'ghostty' }],
    ['iterm', iterm],
    ['iterm', { ...noGraphics, program: 'WezTerm' }],
    [undefined, noGraphics],
    [undefined, { ...noGraphics, program: 'Apple_Terminal' }],
    [undefined, { ...iterm, isMultiplexed: true }],
  ] as const)('is %s for %j', (graphics, settings) => {
    expect(graphicsOf(settings)).toBe(graphics);
  });
});
