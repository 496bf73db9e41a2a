import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Series } from './usage.js';

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: '2-digit', timeZone: 'UTC' });
/** As many as can be told apart; what comes after them begins anew. */
const colours = 6;

interface UsageChartProps {
  readonly series: Series;
  readonly label: (name: string) => string;
  readonly isMonthly: boolean;
}

/** Bars, a part of each for every group. The table below says the same to whoever does not see them. */
export function UsageChart({ series: { names, rows }, label, isMonthly }: UsageChartProps) {
  const data = rows.map(({ start, images }) => ({
    start: (isMonthly ? month : day).format(new Date(start)),
    ...Object.fromEntries(names.map((name, index) => [`group${index}`, images[name] ?? 0])),
  }));
  return (
    <div className="usage-chart" aria-hidden>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={data} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--edge)" />
          <XAxis dataKey="start" tickLine={false} stroke="var(--ink-soft)" fontSize={12} minTickGap={16} />
          <YAxis
            allowDecimals={false}
            tickLine={false}
            axisLine={false}
            stroke="var(--ink-soft)"
            fontSize={12}
            width={40}
          />
          <Tooltip
            cursor={{ fill: 'var(--sunken)' }}
            contentStyle={{ background: 'var(--raised)', border: '1px solid var(--edge)', borderRadius: 10 }}
            labelStyle={{ color: 'var(--ink)' }}
            itemStyle={{ color: 'var(--ink)' }}
          />
          {names.length > 1 && <Legend iconType="circle" />}
          {names.map((name, index) => (
            <Bar
              key={name}
              dataKey={`group${index}`}
              name={label(name)}
              stackId="images"
              fill={`var(--chart-${(index % colours) + 1})`}
              maxBarSize={42}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
