import { setTimeout as sleep } from 'node:timers/promises';
import { control } from './control.js';

const patienceMs = 60_000;
const betweenLooksMs = 100;

interface Mail {
  readonly to?: string;
  readonly link?: string;
}

/** The link of the newest mail to an address: without a mail server, auth writes mails to its log. */
export async function linkTo(address: string, page: string): Promise<string> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const mails = (await control.log('auth')).split('\n').map(mailIn);
    const link = mails.findLast((mail) => mail.to === address && mail.link?.includes(`/${page}#token=`))?.link;
    if (link !== undefined) return link;
    if (Date.now() > until) throw new Error(`no mail to ${address} with a link to /${page}`);
    await sleep(betweenLooksMs);
  }
}

export const tokenIn = (link: string): string => link.slice(link.indexOf('#token=') + '#token='.length);

function mailIn(line: string): Mail {
  try {
    return JSON.parse(line) as Mail;
  } catch {
    return {};
  }
}
