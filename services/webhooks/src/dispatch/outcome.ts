import { webhookTestEventType } from '@imageai/api';
import type { Answer } from '../sending/sender.js';
import type { DueDelivery } from './due-delivery.js';
import { nextWaitMs } from './schedule.js';

interface Ending {
  /** A sentence; empty: it was delivered. */
  readonly error: string;
  /** When the next try is due; null: none is. */
  readonly nextAt: Date | null;
  readonly endedAt: Date;
  readonly step: number;
}

/** What came of one delivery that was taken, to be written down. */
export interface Outcome extends Ending {
  readonly deliveryId: string;
  readonly leaseId: string;
  readonly url: string;
  /** Absent: no try was made. */
  readonly answer: Answer | undefined;
}

export const isDelivered = ({ answer, error }: Pick<Outcome, 'answer' | 'error'>): boolean =>
  answer !== undefined && error === '';

const gone = 410;

/** Delivered, to be tried again, or given up. */
export function endingOf(delivery: DueDelivery, answer: Answer, now: Date, random: number): Ending {
  const { error, statusCode, retryAfterMs } = answer;
  // Whoever asked for a test looks at it now, not in three days.
  const isLast = error === '' || statusCode === gone || delivery.eventType === webhookTestEventType;
  const waitMs = isLast ? undefined : nextWaitMs(delivery.step, retryAfterMs, random);
  return {
    error,
    endedAt: now,
    nextAt: waitMs === undefined ? null : new Date(now.getTime() + waitMs),
    step: waitMs === undefined ? delivery.step : delivery.step + 1,
  };
}
