import { drawing, type Graphics, graphicsOf, type TerminalSettings } from './graphics.js';
import { plain, shortened } from './text.js';

export type { TerminalSettings } from './graphics.js';

/** The part of a stream that is written to. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

const mostPictureRows = 18;
const fewestPictureRows = 4;
/** Where a terminal does not say how large it is, which is 0. */
const assumedColumns = 80;
const assumedRows = 24;

/**
 * Standard error, where people watch: a status line that is written over, and above it a picture. Into a file go the
 * notes alone.
 */
export class Terminal {
  private readonly graphics: Graphics | undefined;
  private line = '';
  /** Rows kept free for the picture above the status line. */
  private pictureRows = 0;

  constructor(
    private readonly screen: Screen,
    settings: TerminalSettings,
  ) {
    this.graphics = this.isLive(settings) ? graphicsOf(settings) : undefined;
  }

  write(text: string): void {
    this.screen.write(text);
  }

  /** A line that stays. */
  note(text: string): void {
    const line = this.line;
    this.clearLine();
    this.screen.write(`${plain(text)}\n`);
    if (line !== '') this.status(line);
  }

  /** What is going on now, in place of what was. */
  status(text: string): void {
    if (!this.screen.isTTY || text === this.line) return;
    this.line = text;
    this.screen.write(`\r\x1b[2K${shortened(plain(text), (this.screen.columns || assumedColumns) - 1)}`);
  }

  /** Nothing is going on any more; what was drawn stays. */
  statusDone(): void {
    this.clearLine();
    this.pictureRows = 0;
  }

  /** A picture above the status line, in place of the one before. */
  picture(file: Buffer): void {
    const rows = Math.min(mostPictureRows, (this.screen.rows || assumedRows) - 2);
    if (this.graphics === undefined || rows < fewestPictureRows) return;
    const drawn = drawing(this.graphics, file, rows);
    if (drawn === undefined) return;
    if (this.pictureRows === 0) this.makeRoom(rows);
    this.screen.write(`\x1b7\x1b[${this.pictureRows}A\r${drawn}\x1b8`);
  }

  /** Scrolls now, so that drawing does not: the place would be another afterwards. */
  private makeRoom(rows: number): void {
    const line = this.line;
    this.clearLine();
    this.screen.write('\n'.repeat(rows));
    this.pictureRows = rows;
    if (line !== '') this.status(line);
  }

  private clearLine(): void {
    if (this.line === '') return;
    this.line = '';
    this.screen.write('\r\x1b[2K');
  }

  private isLive({ term }: TerminalSettings): boolean {
    return this.screen.isTTY === true && term !== 'dumb';
  }
}
