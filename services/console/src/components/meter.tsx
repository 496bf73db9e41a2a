import './meter.css';

interface MeterProps {
  readonly label: string;
  readonly value: number;
  readonly of: number;
  /** Below this it is worth a look. */
  readonly low?: number;
}

export function Meter({ label, value, of, low = 0 }: MeterProps) {
  return (
    <meter className="meter" aria-label={label} value={value} min={0} max={Math.max(of, 1)} low={low} optimum={of} />
  );
}
