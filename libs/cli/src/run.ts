import { Command, CommanderError } from 'commander';
import { adminCommand } from './commands/admin/admin.js';
import { generateCommand } from './commands/generate.js';
import { jobsCommand } from './commands/jobs/jobs.js';
import { keysCommand } from './commands/keys/keys.js';
import { modelsCommand } from './commands/models/models.js';
import { usageCommand } from './commands/usage.js';
import { Context, type Surroundings } from './context.js';
import { type ExitCode, exitCodes } from './exit-codes.js';
import { CliError, envelopeOf, exitCodeOf, sentenceOf } from './failure.js';

/** The subcommands, in the order of the help; each is made in a file of its own. */
const commands: readonly ((context: Context) => Command)[] = [
  generateCommand,
  jobsCommand,
  keysCommand,
  usageCommand,
  modelsCommand,
  adminCommand,
];

const help = `
Environment:
  IMAGEAI_API_KEY   the key of your account ("npm start" prints some)
  IMAGEAI_BASE_URL  where the server is (default: http://localhost:8080)
  IMAGEAI_ADMIN_TOKEN, IMAGEAI_ADMIN_URL  of operators (default: http://localhost:8082)

Exit codes:
  0 done   1 failed   2 wrong use   3 not allowed   4 limit reached   5 server unavailable   130 interrupted`;

/** Runs one command line; answers its exit code. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { stdout, terminal, interruption } = surroundings;
  const program = new Command('imageai').description('Make pictures with Image AI.').addHelpText('after', help);
  const context = new Context(surroundings);
  for (const command of commands) program.addCommand(command(context));
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => stdout.write(text),
      // Help that nobody asked for; sentences about mistakes are ours to write.
      writeErr: (text) => terminal.write(text),
      outputError: () => undefined,
    });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCodes.done;
  } catch (thrown) {
    terminal.statusDone();
    // Help was asked for (0), or is the answer to a command line that asks for nothing.
    if (thrown instanceof CommanderError && isHelp(thrown)) return exitCodeOf(thrown);
    const error = interruption.signal.aborted && !(thrown instanceof CliError) ? interrupted : thrown;
    terminal.note(args.includes('--json') ? JSON.stringify(envelopeOf(error)) : sentenceOf(error));
    return exitCodeOf(error);
  }
}

const isHelp = ({ code }: CommanderError): boolean => code.startsWith('commander.help');

const interrupted = new CliError('Interrupted.', exitCodes.interrupted);

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
