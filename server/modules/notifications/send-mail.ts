import { createTransport, type SMTPTransportOptions } from 'nodemailer';
import type { ServiceContext } from '../../context.ts';
import { writeInvitation } from './invitation.ts';
import type { NotificationKind } from '@/shared/schemas/notification.ts';
import { type Limits, type MailBody, type Outcome, type Parcel, withinLimits } from './parcel.ts';

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;
/** With `mailMs` less than what a claim lasts: nobody else begins while it is written. */
const WRITING_MS = 60_000;

function openTransport(url: string) {
  const options: SMTPTransportOptions = {
    url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return createTransport(options);
}

/** A mail at once, of what is no notification and is kept nowhere. Throws what the mail server says against it. */
export async function mailPerson(
  ctx: ServiceContext,
  { name, email }: { name: string; email: string },
  { subject, text }: { subject: string; text: string },
): Promise<void> {
  const { smtpUrl, mailFrom } = ctx.outbound;
  if (smtpUrl === null || mailFrom === null) throw new Error('No mail server is set up (ESPALIER_SMTP_URL).');
  const transport = openTransport(smtpUrl);
  const headers = { 'Auto-Submitted': 'auto-generated' };
  try {
    const to = { name, address: email };
    await transport.sendMail({ from: mailFrom, to, subject, text, date: ctx.now(), headers });
  } finally {
    transport.close();
  }
}

/** By the lab's mail server. Its Message-ID is the delivery's own, so that a mail sent twice is one to its reader. */
export async function sendMail(
  ctx: ServiceContext,
  parcel: Parcel,
  { stopping, mailMs, writers }: Limits,
): Promise<Outcome> {
  const { smtpUrl, mailFrom } = ctx.outbound;
  if (smtpUrl === null || mailFrom === null)
    return { isFinal: true, answer: 'No mail server is set up (ESPALIER_SMTP_URL).' };
  const { person, title, link, kind } = parcel.notification;
  const body = await writeBody(ctx, parcel, writers, stopping);
  if ('refusal' in body) return { isFinal: true, answer: body.refusal };
  const invitation = await writeInvitation(ctx, parcel.notification, mailFrom);
  const transport = openTransport(smtpUrl);
  const sending = transport.sendMail({
    from: mailFrom,
    to: { name: person.name, address: person.email },
    subject: title.replaceAll(/\s+/g, ' '),
    text: [
      body.text,
      ...(link === null ? [] : [`${ctx.portal.url}${link}`]),
      `You are told because of your settings at ${ctx.portal.url}/settings/notifications`,
    ].join('\n\n'),
    messageId: `<${parcel.id}@${new URL(ctx.portal.url).hostname}>`,
    date: ctx.now(),
    headers: { 'Auto-Submitted': 'auto-generated', 'Espalier-Event': kind },
    ...(body.attachments.length > 0 && { attachments: body.attachments }),
    ...(invitation && { icalEvent: { ...invitation, filename: 'booking.ics' } }),
  });
  try {
    const { response } = await withinLimits(sending, mailMs, stopping);
    return { isSent: true, answer: response };
  } catch (error) {
    if (stopping.aborted) throw error;
    const { responseCode, response, message, code } = error as SmtpError;
    // A mailbox that is not there, or a mail that is not taken; a wrong password is mended by somebody.
    const isFinal = (responseCode ?? 0) >= 550 && (code === 'EENVELOPE' || code === 'EMESSAGE');
    return { isFinal, answer: response ?? message };
  } finally {
    transport.close();
  }
}

async function writeBody(
  ctx: ServiceContext,
  { notification }: Parcel,
  writers: Limits['writers'],
  stopping: AbortSignal,
): Promise<MailBody> {
  const write = writers[notification.kind as NotificationKind];
  if (!write) return { text: notification.text, attachments: [] };
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(WRITING_MS)]);
  return withinLimits(write(ctx, notification, signal), WRITING_MS, stopping);
}

type SmtpError = Error & { responseCode?: number; response?: string; code?: string };
