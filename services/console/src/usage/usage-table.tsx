import { Table } from '../components/table.js';
import { onDay } from '../components/when.js';
import { text } from '../text/index.js';
import type { Series } from './usage.js';

const words = text.account.usage;

interface UsageTableProps {
  readonly series: Series;
  readonly label: (name: string) => string;
}

export function UsageTable({ series: { names, rows }, label }: UsageTableProps) {
  return (
    <Table
      label={words.chart}
      rows={rows.filter(({ images }) => Object.values(images).some((count) => count > 0))}
      keyOf={({ start }) => start}
      columns={[
        { name: words.period, cell: ({ start }) => onDay(start) },
        ...names.map((name) => ({
          name: label(name),
          cell: ({ images }: Series['rows'][number]) => images[name] ?? 0,
        })),
      ]}
    />
  );
}
