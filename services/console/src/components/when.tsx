const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** "in 3 days", "2 hours ago". */
export function fromNow(time: string, now = Date.now()): string {
  const seconds = (Date.parse(time) - now) / 1000;
  const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return relative.format(Math.trunc(seconds / length), unit);
}

export const onDay = (time: string): string => day.format(new Date(time));
export const atTime = (time: string): string => moment.format(new Date(time));

/** A time as people say it; what it is exactly shows where one points at it. */
export function When({ time, never = '' }: { readonly time: string | null; readonly never?: string }) {
  if (time === null) return never;
  return (
    <time dateTime={time} title={atTime(time)}>
      {fromNow(time)}
    </time>
  );
}
