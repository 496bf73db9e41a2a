import { Injectable } from '@nestjs/common';
import { RemovalRepository } from './removal.repository.js';

/** Takes the keys of a deleted account out of the books and keeps the sums, which have to be kept. */
@Injectable()
export class AccountBooks {
  constructor(private readonly repository: RemovalRepository) {}

  /** Done once no generation of the account is still to end: its entries will come without a key, but will come. */
  async remove(accountId: string): Promise<boolean> {
    return (await this.repository.forgetKeys(accountId)) === 0;
  }
}
