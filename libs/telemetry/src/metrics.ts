import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The process's metrics; served at /metrics of the health port. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

export const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
  new Counter({ name, help, labelNames, registers: [metrics] });

export const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
  new Gauge({ name, help, labelNames, registers: [metrics] });

/** Durations in seconds, as Prometheus wants them. */
export const histogram = <Label extends string>(
  name: string,
  help: string,
  labelNames: readonly Label[] = [],
  buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
) => new Histogram({ name, help, labelNames, buckets, registers: [metrics] });
