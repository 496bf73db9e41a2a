/** "2026-11-22 17:40:10", UTC; a dash for no time. */
export const moment = (iso: string | null): string => iso?.slice(0, 19).replace('T', ' ') ?? '–';

/** "2026-11-22" */
export const day = (iso: string | null): string => iso?.slice(0, 10) ?? '–';
