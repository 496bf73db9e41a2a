import type { ListImagesQuery } from '@imageai/client';
import { formats, styles } from '../playground/choices.js';

export const shapes = ['landscape', 'portrait', 'square'] as const;

/** Which pictures are shown, as it stands in the address and in the fields; empty: all. */
export interface Filter {
  /** Words of it. */
  readonly prompt: string;
  readonly style: string;
  readonly shape: string;
  readonly output_format: string;
  readonly model: string;
  /** Days as the reader has them, both included. */
  readonly from: string;
  readonly to: string;
}

export const everything: Filter = {
  prompt: '',
  style: '',
  shape: '',
  output_format: '',
  model: '',
  from: '',
  to: '',
};
const names = Object.keys(everything) as (keyof Filter)[];

export const isEverything = (filter: Filter): boolean => names.every((name) => filter[name] === '');

/** What an address says; of what it cannot mean, nothing. */
export function filterOf(search: string): Filter {
  const said = new URLSearchParams(search);
  const one = (name: keyof Filter, values: readonly string[]) => values.find((value) => value === said.get(name)) ?? '';
  return {
    prompt: said.get('prompt') ?? '',
    style: one('style', styles),
    shape: one('shape', shapes),
    output_format: one('output_format', formats),
    model: said.get('model') ?? '',
    from: dayOf(said.get('from')),
    to: dayOf(said.get('to')),
  };
}

/** How an address says it: "?…", or nothing. */
export function searchOf(filter: Filter): string {
  const said = names.filter((name) => filter[name] !== '').map((name) => [name, filter[name]]);
  return said.length === 0 ? '' : `?${new URLSearchParams(said)}`;
}

/** What the API is asked. */
export function queryOf({ prompt, from, to, ...same }: Filter): Partial<ListImagesQuery> {
  const told = Object.fromEntries(Object.entries(same).filter(([, value]) => value !== ''));
  return {
    ...(told as Partial<ListImagesQuery>),
    ...(prompt.trim() !== '' && { prompt: prompt.slice(0, longestSearch) }),
    ...(from !== '' && { start: beginningOf(from, 0) }),
    ...(to !== '' && { end: beginningOf(to, 1) }),
  };
}

/** What the API takes. */
export const longestSearch = 200;

const dayOf = (text: string | null): string =>
  text !== null && /^2[01]\d{2}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '';

/** When a day of the reader's begins, or one some days later. */
function beginningOf(day: string, later: number): string {
  const moment = new Date(`${day}T00:00`);
  moment.setDate(moment.getDate() + later);
  return moment.toISOString();
}
