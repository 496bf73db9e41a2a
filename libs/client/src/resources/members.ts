import type { MemberList, MemberResource, MemberRoleName } from '@imageai/api';
import type { Transport } from '../http/transport.js';
import type { RequestOptions } from '../options.js';

const path = '/api/members';

/** Who belongs to an account. For pages. */
export class Members {
  constructor(private readonly transport: Transport) {}

  /** All of them, the oldest first. */
  async list(options: RequestOptions = {}): Promise<MemberResource[]> {
    const { data } = await this.transport.json<MemberList>({ method: 'GET', path }, options);
    return data;
  }

  /** Gives a member another role. */
  setRole(userId: string, role: MemberRoleName, options: RequestOptions = {}): Promise<MemberResource> {
    return this.transport.json({ method: 'PATCH', path: pathOf(userId), body: { role } }, options);
  }

  /** They are none any more. */
  remove(userId: string, options: RequestOptions = {}): Promise<void> {
    return this.transport.nothing({ method: 'DELETE', path: pathOf(userId) }, options);
  }
}

const pathOf = (userId: string): string => `${path}/${encodeURIComponent(userId)}`;
