import { isActionScope, isId } from '@imageai/api';
import type { Actor } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { checkText } from '../text.js';
import type { Acting } from './acting.js';
import { ActorsRepository } from './actors.repository.js';
import type { Relation, Role } from './policy.js';

interface Target {
  readonly accountId?: string;
  readonly userId?: string;
}

interface Standing {
  readonly relation: Relation;
  readonly roles: readonly Role[];
}

const foreign = (...roles: Role[]): Standing => ({ relation: 'foreign', roles });
const own = (...roles: Role[]): Standing => ({ relation: 'own', roles });

/** Finds out who is behind a call, and what they are to what they act on. */
@Injectable()
export class Identification {
  constructor(private readonly actors: ActorsRepository) {}

  /** Services are believed in what they are there for: the gateway in users and keys, `operator` in operators. */
  async identify(actor: Actor | undefined, caller: string): Promise<Acting> {
    const address = checkText(actor?.address ?? '', 'actor.address', { min: 0, max: 64 });
    const { who } = actor ?? {};
    if (caller === 'operator') {
      if (who !== undefined && who.$case !== 'operator') throw mayNotSpeakFor(caller, who.$case);
      return { kind: 'operator', id: checkName(who?.value ?? 'operator'), address };
    }
    if (caller !== 'gateway') {
      if (who !== undefined) throw mayNotSpeakFor(caller, who.$case);
      return { kind: 'system', id: caller, address };
    }
    if (who === undefined) return { kind: 'anonymous', id: '', address };
    if (who.$case === 'operator') throw mayNotSpeakFor(caller, who.$case);
    if (who.$case === 'userId') {
      if (!isId('user', who.value)) throw new AppError('invalid_api_key', { message: 'No such user.' });
      return { kind: 'user', id: who.value, address };
    }
    const key = isId('key', who.value) ? await this.actors.findKey(who.value) : undefined;
    if (key === undefined) throw new AppError('invalid_api_key');
    return { kind: 'key', id: who.value, address, key };
  }

  async relate(acting: Acting, { accountId, userId }: Target): Promise<Standing> {
    if (acting.kind === 'operator') return foreign('operator');
    if (acting.kind === 'system') return foreign('service');
    if (acting.kind === 'anonymous') return foreign('anonymous');
    if (acting.kind === 'key') {
      const scopes = acting.key?.scopes.filter(isActionScope) ?? [];
      const roles = scopes.map((scope): Role => `key:${scope}`);
      return acting.key?.accountId === accountId ? own(...roles) : foreign(...roles);
    }
    if (accountId) {
      const role = isId('acct', accountId) ? await this.actors.findRole(accountId, acting.id) : undefined;
      return role === undefined ? foreign() : own(role);
    }
    return userId === acting.id ? own('self') : foreign('self');
  }
}

function checkName(name: string): string {
  return checkText(name, 'actor.operator', { min: 1, max: 100 });
}

const mayNotSpeakFor = (caller: string, who: string): AppError =>
  new AppError('insufficient_scope', { message: `Caller "${caller}" may not act as ${who}.` });
