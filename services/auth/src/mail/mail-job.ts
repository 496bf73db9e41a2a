/**
 * A mail that is to be written: what it says, and its link, are made when it is sent. So an answer takes the same time
 * whether an address is known or not, and no link lies in the database.
 */
export type MailJob =
  | { readonly kind: 'sign_up'; readonly signUpId: string }
  | { readonly kind: 'password_reset' }
  | { readonly kind: 'password_changed' }
  | { readonly kind: 'account_deleted'; readonly accountName: string }
  | { readonly kind: 'invitation'; readonly invitationId: string }
  | { readonly kind: 'key_leaked'; readonly keyName: string; readonly prefix: string; readonly foundAt: string };
