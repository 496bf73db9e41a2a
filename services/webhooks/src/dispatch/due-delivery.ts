/** A delivery of which this process makes the next try. */
export interface DueDelivery {
  /** The `webhook-id`. */
  readonly id: string;
  readonly accountId: string;
  /** Null: to the URL that a request named. */
  readonly endpointId: string | null;
  readonly target: string;
  readonly url: string;
  readonly eventType: string;
  readonly occurredAt: Date;
  /** What is sent, byte for byte. */
  readonly body: string;
  /** Which of the waits this try stands at the end of. */
  readonly step: number;
}

/** The right to make one try: nobody else takes the delivery before `until`. */
export interface Lease {
  readonly id: string;
  readonly until: Date;
  /** On the clock of `performance.now()`: a try begun later might not have ended when the lease has. */
  readonly beginBefore: number;
  /** On the same clock: the end of the lease. */
  readonly end: number;
}
