import { AccountChanges } from './accounts/account-changes.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { AccountsRepository } from './accounts/accounts.repository.js';
import { AccountsService } from './accounts/accounts.service.js';
import { PlanChangesRepository } from './accounts/plan-changes.repository.js';
import { PlanChangesService } from './accounts/plan-changes.service.js';
import { PlansController } from './accounts/plans.controller.js';
import { PlansRepository } from './accounts/plans.repository.js';
import { PlansService } from './accounts/plans.service.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditRepository } from './audit/audit.repository.js';
import { AuditService } from './audit/audit.service.js';
import { ActorsRepository } from './authorization/actors.repository.js';
import { Identification } from './authorization/identification.js';
import { Transactions } from './db/transactions.js';
import { DeletionController } from './deletion/deletion.controller.js';
import { DeletionService } from './deletion/deletion.service.js';
import { DeletionsRepository } from './deletion/deletions.repository.js';
import { RemovalRepository } from './deletion/removal.repository.js';
import { Background } from './housekeeping/background.js';
import { HousekeepingRepository } from './housekeeping/housekeeping.repository.js';
import { KeyMaker } from './keys/key-maker.js';
import { KeysController } from './keys/keys.controller.js';
import { KeysRepository } from './keys/keys.repository.js';
import { KeysService } from './keys/keys.service.js';
import { LinksRepository } from './mail/links.repository.js';
import { MailComposer } from './mail/mail-composer.js';
import { MailOutboxRepository } from './mail/mail-outbox.repository.js';
import { MailQueue } from './mail/mail-queue.js';
import { Mails } from './mail/mails.js';
import { InvitationAcceptanceService } from './members/invitation-acceptance.service.js';
import { InvitationsRepository } from './members/invitations.repository.js';
import { InvitationsService } from './members/invitations.service.js';
import { Joining } from './members/joining.js';
import { MembersController } from './members/members.controller.js';
import { MembersRepository } from './members/members.repository.js';
import { MembersService } from './members/members.service.js';
import { Arrivals } from './oidc/arrivals.js';
import { IdentitiesRepository } from './oidc/identities.repository.js';
import { ProviderSignInController } from './oidc/provider-sign-in.controller.js';
import { ProviderSignInService } from './oidc/provider-sign-in.service.js';
import { Providers } from './oidc/providers.js';
import { SignInAttemptsRepository } from './oidc/sign-in-attempts.repository.js';
import { Vouching } from './oidc/vouched-person.js';
import { EmailVerificationService } from './people/email-verification.service.js';
import { NewPeople } from './people/new-people.js';
import { PasswordService } from './people/password.service.js';
import { PasswordChanges } from './people/password-changes.js';
import { Passwords } from './people/passwords.js';
import { PeopleController } from './people/people.controller.js';
import { SignUpService } from './people/sign-up.service.js';
import { SignUpsRepository } from './people/sign-ups.repository.js';
import { UsersRepository } from './people/users.repository.js';
import { SecretHash } from './secrets/secret-hash.js';
import { SessionStarter } from './sessions/session-starter.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsRepository } from './sessions/sessions.repository.js';
import { SessionsService } from './sessions/sessions.service.js';
import { SignInService } from './sessions/sign-in.service.js';
import { Throttle } from './throttle/throttle.js';
import { ThrottleRepository } from './throttle/throttle.repository.js';
import { LastUseRecorder } from './verification/last-use-recorder.js';
import { VerificationController } from './verification/verification.controller.js';
import { VerificationRepository } from './verification/verification.repository.js';
import { VerificationService } from './verification/verification.service.js';

/** Everything that answers calls. */
export const controllers = [
  AccountsController,
  PlansController,
  AuditController,
  DeletionController,
  KeysController,
  MembersController,
  PeopleController,
  ProviderSignInController,
  SessionsController,
  VerificationController,
];

/** Everything that Nest makes, but for what the settings and `main` bring. */
export const providers = [
  AccountChanges,
  AccountsRepository,
  AccountsService,
  ActorsRepository,
  Arrivals,
  AuditRepository,
  AuditService,
  Background,
  DeletionService,
  DeletionsRepository,
  EmailVerificationService,
  HousekeepingRepository,
  Identification,
  IdentitiesRepository,
  InvitationAcceptanceService,
  InvitationsRepository,
  InvitationsService,
  Joining,
  KeyMaker,
  KeysRepository,
  KeysService,
  LastUseRecorder,
  LinksRepository,
  MailComposer,
  MailOutboxRepository,
  MailQueue,
  Mails,
  MembersRepository,
  MembersService,
  NewPeople,
  PasswordChanges,
  PasswordService,
  Passwords,
  PlanChangesRepository,
  PlanChangesService,
  PlansRepository,
  PlansService,
  ProviderSignInService,
  Providers,
  RemovalRepository,
  SecretHash,
  SessionStarter,
  SessionsRepository,
  SessionsService,
  SignInAttemptsRepository,
  SignInService,
  SignUpService,
  SignUpsRepository,
  Throttle,
  ThrottleRepository,
  Transactions,
  UsersRepository,
  VerificationRepository,
  VerificationService,
  Vouching,
];
