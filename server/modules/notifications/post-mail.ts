import { createTransport, type SMTPTransportOptions } from 'nodemailer';
import type { ServiceContext } from '../../context.ts';
import { withinLimits } from './parcel.ts';

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;
const WHOLE_MS = 45_000;

/** A way to the lab's mail server, which bounds how long it is waited for. */
export function openTransport(smtpUrl: string): ReturnType<typeof createTransport> {
  const options: SMTPTransportOptions = {
    url: smtpUrl,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return createTransport(options);
}

type Letter = { to: string; subject: string; text: string; messageId: string };

/**
 * One mail to an address that is of nobody in the lab yet, tried once: whoever asked for it sees how it went and asks
 * again. Null when the mail server took it, else why not.
 */
export async function postMail(ctx: ServiceContext, letter: Letter): Promise<string | null> {
  const { smtpUrl, mailFrom } = ctx.outbound;
  if (smtpUrl === null || mailFrom === null) return 'No mail server is set up (ESPALIER_SMTP_URL).';
  const transport = openTransport(smtpUrl);
  try {
    const sending = transport.sendMail({
      from: mailFrom,
      to: letter.to,
      subject: letter.subject.replaceAll(/\s+/g, ' '),
      text: letter.text,
      messageId: `<${letter.messageId}@${new URL(ctx.portal.url).hostname}>`,
      date: ctx.now(),
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    await withinLimits(sending, WHOLE_MS, new AbortController().signal);
    return null;
  } catch (error) {
    const { response, message } = error as Error & { response?: string };
    return response ?? message;
  } finally {
    transport.close();
  }
}
