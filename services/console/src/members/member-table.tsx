import type { MemberResource, MemberRoleName } from '@imageai/client';
import { Button } from '../components/button.js';
import { type Column, Table, Tag } from '../components/table.js';
import { onDay } from '../components/when.js';
import { text } from '../text/index.js';

const words = text.account.members;
const roles = Object.keys(text.roles) as MemberRoleName[];

interface MemberTableProps {
  readonly members: readonly MemberResource[];
  /** Who looks, by id. */
  readonly self: string | undefined;
  readonly isOwner: boolean;
  readonly onRole: (userId: string, role: MemberRoleName) => void;
  readonly onRemove: (member: MemberResource) => void;
}

export function MemberTable({ members, self, isOwner, onRole, onRemove }: MemberTableProps) {
  const role = ({ user, role: current }: MemberResource) =>
    isOwner && user.id !== self ? (
      <select
        className="input members-role"
        aria-label={words.roleOf(user.name)}
        value={current}
        onChange={(event) => onRole(user.id, event.target.value as MemberRoleName)}
      >
        {roles.map((value) => (
          <option key={value} value={value}>
            {text.roles[value]}
          </option>
        ))}
      </select>
    ) : (
      text.roles[current]
    );
  const acts: Column<MemberResource> = {
    name: text.acts,
    align: 'end',
    cell: (member) =>
      member.user.id !== self && (
        <div className="acts">
          <Button look="danger" onClick={() => onRemove(member)}>
            {words.remove}
          </Button>
        </div>
      ),
  };
  return (
    <Table
      label={words.title}
      rows={members}
      keyOf={({ user }) => user.id}
      columns={[
        {
          name: words.name,
          cell: ({ user }) => (
            <span>
              {user.name} {user.id === self && <Tag>{words.you}</Tag>}
            </span>
          ),
        },
        { name: words.email, cell: ({ user }) => user.email },
        { name: words.role, cell: role },
        { name: words.since, cell: ({ created_at }) => onDay(created_at) },
        ...(isOwner ? [acts] : []),
      ]}
    />
  );
}
