import { Command } from 'commander';

/** A subcommand that asks the operators' API. */
export const adminServerCommand = (name: string): Command =>
  new Command(name)
    .option('--json', 'print JSON, for programs')
    .option('--admin-url <url>', 'where the operators’ API is, in place of IMAGEAI_ADMIN_URL');

/** A subcommand that asks the server. */
export const serverCommand = (name: string): Command =>
  new Command(name)
    .option('--json', 'print JSON, for programs')
    .option('--base-url <url>', 'where the server is, in place of IMAGEAI_BASE_URL');
