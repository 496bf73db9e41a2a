/** How a terminal takes pictures. */
export type Graphics = 'kitty' | 'iterm';

export interface TerminalSettings {
  readonly term: string | undefined;
  readonly program: string | undefined;
  readonly isKitty: boolean;
  /** tmux and screen swallow what they do not know. */
  readonly isMultiplexed: boolean;
}

const itermPrograms = ['iTerm.app', 'iTerm2', 'WezTerm', 'mintty'];

/**
 * By what the terminal says of itself in the environment. Sixel is left out: whether a terminal has it is only known by
 * asking it and waiting for its answer.
 */
export function graphicsOf({ term, program, isKitty, isMultiplexed }: TerminalSettings): Graphics | undefined {
  if (isMultiplexed) return undefined;
  if (isKitty || term === 'xterm-kitty' || term === 'xterm-ghostty' || program === 'ghostty') return 'kitty';
  return program !== undefined && itermPrograms.includes(program) ? 'iterm' : undefined;
}

const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
/** The most that the kitty protocol takes at once, in characters. */
const kittyChunk = 4096;

/** What draws a picture of so many rows at the cursor; undefined where the terminal does not take this kind of file. */
export function drawing(graphics: Graphics, file: Buffer, rows: number): string | undefined {
  const data = file.toString('base64');
  if (graphics === 'iterm') {
    return `\x1b]1337;File=inline=1;size=${file.length};height=${rows};preserveAspectRatio=1:${data}\x07`;
  }
  if (!file.subarray(0, pngStart.length).equals(pngStart)) return undefined;
  const chunks = data.match(new RegExp(`.{1,${kittyChunk}}`, 'g')) ?? [];
  // a=T: show it; f=100: PNG; C=1: the cursor stays; q=2: no answer is written into the user's input.
  return chunks
    .map((chunk, index) => {
      const more = `m=${index < chunks.length - 1 ? 1 : 0}`;
      return `\x1b_G${index === 0 ? `a=T,f=100,r=${rows},C=1,q=2,` : ''}${more};${chunk}\x1b\\`;
    })
    .join('');
}
