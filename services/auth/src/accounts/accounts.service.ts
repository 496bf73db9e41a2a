import { isId, newId } from '@imageai/api';
import type { Account, CreateAccountRequest, Plan, SetPlanRequest } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';
import { Injectable } from '@nestjs/common';
import { toOverrideColumns, toPlanKey } from '../limits.js';
import { checkEmail, checkText } from '../text.js';
import { toAccount, toPlan } from './accounts.convert.js';
import { AccountsRepository } from './accounts.repository.js';

@Injectable()
export class AccountsService {
  constructor(private readonly accounts: AccountsRepository) {}

  async create(request: CreateAccountRequest): Promise<Account> {
    const name = checkText(request.name, 'name', { min: 1, max: 200 });
    const email = checkEmail(request.email);
    const plan = toPlanKey(request.plan);
    await this.accounts.insert({ id: newId('acct'), name, email, plan });
    const row = await this.accounts.findByEmail(email);
    if (row === undefined) throw new AppError('conflict');
    return toAccount(row);
  }

  async get(id: string): Promise<Account> {
    const row = isId('acct', id) ? await this.accounts.findById(id) : undefined;
    if (row === undefined) throw new AppError('not_found', { message: 'No such account.', param: 'account_id' });
    return toAccount(row);
  }

  async setPlan({ accountId, plan, overrides }: SetPlanRequest): Promise<Account> {
    const key = toPlanKey(plan);
    const columns = toOverrideColumns(overrides);
    if (isId('acct', accountId)) await this.accounts.setPlan(accountId, key, columns);
    return this.get(accountId);
  }

  async setSuspended(accountId: string, suspended: boolean): Promise<Account> {
    if (isId('acct', accountId)) await this.accounts.setSuspended(accountId, suspended);
    return this.get(accountId);
  }

  async plans(): Promise<Plan[]> {
    return (await this.accounts.plans()).map(toPlan);
  }
}
