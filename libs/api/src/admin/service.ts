import { z } from 'zod';

/** Whose token a request brought. */
export const operatorResource = z
  .strictObject({ name: z.string().describe('What the audit log calls them.') })
  .meta({ id: 'Operator' });

/** What prompts are held to. */
export const moderationOverview = z
  .strictObject({
    policy_file: z.string().nullable().describe('Where it was read from; null: the one that comes with the platform.'),
    policy: z.looseObject({ version: z.literal(1) }).describe('The policy as it is in force.'),
    classifiers: z.array(z.string()).describe('Who is asked about what the policy lets pass.'),
    timeout_ms: z.int().describe('How long they may take.'),
    when_away: z.enum(['refuse', 'allow']).describe('What happens to prompts that they cannot be asked about.'),
    log_prompts: z.boolean().describe('Whether the log shows the prompts that were refused.'),
  })
  .meta({ id: 'ModerationOverview' });

export type OperatorResource = z.output<typeof operatorResource>;
export type ModerationOverview = z.output<typeof moderationOverview>;
