import type {
  InvitationList,
  InvitationResource,
  InviteMemberParameters,
  JoinAsUserParameters,
  MembershipResource,
} from '@imageai/api';
import type { Transport } from '../http/transport.js';
import type { RequestOptions } from '../options.js';

const path = '/api/invitations';

/** Who was asked to belong to an account. For pages. */
export class Invitations {
  constructor(private readonly transport: Transport) {}

  /** Those that can be accepted, newest first. */
  async list(options: RequestOptions = {}): Promise<InvitationResource[]> {
    const { data } = await this.transport.json<InvitationList>({ method: 'GET', path }, options);
    return data;
  }

  /** Sends a link; it takes the place of an earlier one to the same address. */
  create(params: InviteMemberParameters, options: RequestOptions = {}): Promise<InvitationResource> {
    return this.transport.json({ method: 'POST', path, body: params }, options);
  }

  /** Its link works no more. */
  revoke(id: string, options: RequestOptions = {}): Promise<void> {
    return this.transport.nothing({ method: 'DELETE', path: `${path}/${encodeURIComponent(id)}` }, options);
  }

  /** For whoever is signed in already; others use `auth.acceptInvitation`. */
  accept(params: JoinAsUserParameters, options: RequestOptions = {}): Promise<MembershipResource> {
    return this.transport.json({ method: 'POST', path: `${path}/accept`, body: params }, options);
  }
}
