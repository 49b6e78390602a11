import type { ServiceContext } from '../../context.ts';
import { writeInvitation } from './invitation.ts';
import type { NotificationKind } from '@/shared/schemas/notification.ts';
import { openTransport } from './post-mail.ts';
import { type Limits, type MailBody, type Outcome, type Parcel, withinLimits } from './parcel.ts';

/** With `mailMs` less than what a claim lasts: nobody else begins while it is written. */
const WRITING_MS = 60_000;

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
