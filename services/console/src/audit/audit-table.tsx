import type { AuditEntryResource } from '@imageai/client';
import { type Column, Table } from '../components/table.js';
import { atTime } from '../components/when.js';
import { text } from '../text/index.js';
import './audit-table.css';

const words = text.account.audit;

interface AuditTableProps<Entry> {
  readonly entries: readonly Entry[];
  /** Between what was done and where it was done from. */
  readonly more?: readonly Column<Entry>[];
}

/** Who did what. */
export function AuditTable<Entry extends AuditEntryResource>({ entries, more = [] }: AuditTableProps<Entry>) {
  return (
    <Table
      label={words.title}
      rows={entries}
      keyOf={({ id }) => id}
      columns={[
        { name: words.when, cell: ({ occurred_at }) => atTime(occurred_at) },
        {
          name: words.who,
          cell: ({ actor_kind, actor_id }) => (
            <>
              {words.actors[actor_kind]}
              {actor_id !== null && <p className="audit-id">{actor_id}</p>}
            </>
          ),
        },
        {
          name: words.act,
          cell: ({ action, details }) => (
            <>
              <code>{action}</code>
              {Object.entries(details).map(([name, value]) => (
                <p key={name}>
                  {name}: {value}
                </p>
              ))}
            </>
          ),
        },
        { name: words.target, cell: ({ target_id }) => <span className="audit-id">{target_id ?? ''}</span> },
        ...more,
        { name: words.from, cell: ({ address }) => <span className="address">{address ?? ''}</span> },
      ]}
    />
  );
}
