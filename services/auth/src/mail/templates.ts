/** A mail's words. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The one link in it, where it has one. */
  readonly link?: string;
}

interface Template {
  readonly subject: string;
  /** Paragraphs; the link stands after the first. */
  readonly paragraphs: readonly string[];
  readonly link?: { readonly label: string; readonly url: string };
}

/** The same words as plain text and as HTML. */
export function render({ subject, paragraphs, link }: Template): MailText {
  const [first = '', ...rest] = paragraphs;
  const signature = 'Image AI';
  const text = [first, ...(link ? [link.url] : []), ...rest, signature].join('\n\n');
  const anchor = link ? [`<a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a>`] : [];
  const blocks = [escapeHtml(first), ...anchor, ...rest.map(escapeHtml), signature];
  const html = `<!doctype html>\n<html lang="en"><body>\n${blocks.map((block) => `<p>${block}</p>`).join('\n')}\n</body></html>\n`;
  return { subject, text: `${text}\n`, html, ...(link && { link: link.url }) };
}

export const confirmAddress = (url: string): MailText =>
  render({
    subject: 'Confirm your e-mail address',
    paragraphs: [
      'Follow this link and enter the password that you chose, and your Image AI account is ready. The link works for 24 hours.',
      'If you did not sign up, do nothing: without the password, the link makes no account.',
    ],
    link: { label: 'Confirm my address', url },
  });

export const alreadySignedUp = (url: string): MailText =>
  render({
    subject: 'You have an account already',
    paragraphs: [
      'Somebody, perhaps you, tried to sign up at Image AI with this address. It has an account already: sign in, or reset your password.',
      'If it was not you, do nothing: nothing was changed.',
    ],
    link: { label: 'Sign in', url },
  });

export const resetPassword = (url: string): MailText =>
  render({
    subject: 'Reset your password',
    paragraphs: [
      'Follow this link to choose a new password. It works for one hour, once, and ends all your sessions.',
      'If you did not ask for it, do nothing: your password stays as it is.',
    ],
    link: { label: 'Choose a new password', url },
  });

export const passwordChanged = (url: string): MailText =>
  render({
    subject: 'Your password was changed',
    paragraphs: ['The password of your Image AI account was changed. If it was not you, reset it now.'],
    link: { label: 'Reset my password', url },
  });

export const invitation = (accountName: string, role: string, url: string): MailText =>
  render({
    subject: `Join ${accountName} on Image AI`,
    paragraphs: [
      `You are invited to ${accountName} on Image AI, as ${role}. The link works for seven days.`,
      'If you do not know who invites you, do nothing.',
    ],
    link: { label: `Join ${accountName}`, url },
  });

export const accountDeleted = (name: string): MailText =>
  render({
    subject: 'Your account was deleted',
    paragraphs: [
      `The Image AI account ${name} was deleted. Its keys have ended, and its images and records are being removed.`,
      'This cannot be undone. If it was not one of you, answer this mail.',
    ],
  });

export const keyLeaked = (name: string, prefix: string, foundAt: string, url: string): MailText =>
  render({
    subject: 'One of your API keys was reported and revoked',
    paragraphs: [
      `Somebody had the text of your API key ${prefix}… (${name || 'without a name'})${foundAt ? `, found at: ${foundAt}` : ''}. It was revoked at once.`,
      'Make another key, and look in your audit log and your usage for what was done with this one.',
    ],
    link: { label: 'My keys', url },
  });

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
