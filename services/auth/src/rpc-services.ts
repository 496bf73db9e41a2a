import {
  AccountServiceService,
  AuditServiceService,
  AuthServiceService,
  KeyServiceService,
  MemberServiceService,
  SessionServiceService,
  UserServiceService,
} from '@imageai/contracts/auth';

/** What this service answers, by full name. */
export const rpcServices = {
  'imageai.auth.v1.AuthService': AuthServiceService,
  'imageai.auth.v1.AccountService': AccountServiceService,
  'imageai.auth.v1.AuditService': AuditServiceService,
  'imageai.auth.v1.KeyService': KeyServiceService,
  'imageai.auth.v1.MemberService': MemberServiceService,
  'imageai.auth.v1.SessionService': SessionServiceService,
  'imageai.auth.v1.UserService': UserServiceService,
};
