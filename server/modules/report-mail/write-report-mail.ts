import { can } from '@/shared/domain/permissions.ts';
import { askedKind, lateWords, reportMailText, rhythmWords } from '@/shared/domain/report-mail-words.ts';
import type { Rhythm } from '@/shared/domain/report-schedule.ts';
import { shownKind } from '@/shared/domain/shown-kind.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { asPerson, type ServiceContext } from '../../context.ts';
import type { MailBody, MailWriters } from '../notifications/index.ts';
import { buildReport, findKinds, reportFileName, streamUsageCsv } from '../reports/index.ts';
import { readTimeZone } from '../energy/index.ts';
import { WITH_OWNER } from './own-report.ts';
import { reportKey } from './sending.ts';

/** What most mail servers still take, with a third on top for how files travel in mails. */
const MOST_FILE_BYTES = 5_000_000;

export type WriteOptions = { mostFileBytes?: number };

/**
 * The report as its reader may see it when the mail is sent: their own rights, whoever chose them. Throws when the
 * report could not be made; the outbox tries it again.
 */
export const reportMailWriters = ({ mostFileBytes = MOST_FILE_BYTES }: WriteOptions = {}): MailWriters => ({
  'report.sent': async (ctx, { personId, dedupeKey }, signal) => {
    const id = dedupeKey.slice(reportKey('').length, -personId.length - 1);
    const [sending, person, timeZone] = await Promise.all([
      ctx.db.reportSending.findUnique({
        where: { id },
        include: { view: { select: { ...WITH_OWNER, schedule: true } } },
      }),
      ctx.db.user.findUnique({ where: { id: personId } }),
      readTimeZone(ctx),
    ]);
    if (!sending || !person) return { refusal: 'The saved report was removed before it was sent.' };
    const subject = { kind: 'user', id: person.id, role: person.role } as const;
    if (!can(subject, 'report:read')) return { refusal: 'Their role no longer lets them read reports.' };
    const span = { from: sending.fromAt, to: sending.toAt };
    const reader = asPerson(ctx, person);
    const { view } = sending;
    const [report, has] = [await buildReport(reader, span, { signal }), await findKinds(reader, span)];
    const kind = shownKind(askedKind(view.query), { real: has.real.hasUse, simulated: has.simulated.hasUse });
    const file = can(subject, 'report:export')
      ? await csvWithin(reader, span, mostFileBytes, signal)
      : 'Your role reads reports without taking their rows as a file.';
    const isFile = typeof file !== 'string';
    const attached = isFile ? ATTACHED : file;
    const text = reportMailText({
      name: view.name,
      span,
      timeZone,
      kind,
      totals: kind === 'real' ? report.totals : report.simulated,
      currency: report.tariff.currency,
      frozenAt: report.frozenAt,
      notes: [...lateWords(sending, timeZone), attached, whyWords(sending, timeZone)],
    });
    const filename = reportFileName(span, timeZone, 'csv');
    const attachments: MailBody & object = {
      text,
      attachments: isFile
        ? [{ filename, content: file.content, contentType: 'text/csv; charset=utf-8' }]
        : [],
    };
    return attachments;
  },
});

const ATTACHED =
  'The rows behind the figures are attached as CSV: of real and of simulated machines, which a column tells apart.';

/** All of it, or why it is left out: half a file would be a wrong one. */
async function csvWithin(
  ctx: ServiceContext,
  span: Span,
  mostBytes: number,
  signal: AbortSignal,
): Promise<{ content: string } | string> {
  const pieces: string[] = [];
  let bytes = 0;
  for await (const piece of streamUsageCsv(ctx, span, { signal, isToldElsewhere: true })) {
    bytes += Buffer.byteLength(piece);
    if (bytes > mostBytes)
      return `The rows behind the figures are more than ${Math.round(mostBytes / 1e6)} MB and are not attached: take them on the page, under CSV.`;
    pieces.push(piece);
  }
  return { content: pieces.join('') };
}

type Told = {
  dueAt: Date | null;
  view: {
    owner: { name: string };
    schedule: { every: string; weekday: number; hour: number } | null;
  };
};

function whyWords({ dueAt, view: { owner, schedule } }: Told, timeZone: string): string {
  if (dueAt === null) return 'You sent it to yourself.';
  if (!schedule) return `${owner.name} had it sent.`;
  return `${owner.name} has it sent ${rhythmWords({ ...schedule, every: schedule.every as Rhythm })}, ${timeZone}.`;
}
