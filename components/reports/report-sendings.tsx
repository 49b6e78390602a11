import { useId } from 'react';
import { formatDateTime } from '@/shared/domain/format.ts';
import { spanTitle } from '@/shared/domain/report-period.ts';
import { useNow } from '../providers/now.tsx';
import { Tag, type TagTone } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import type { ReportMailView } from './types.ts';

type Sending = ReportMailView['sendings'][number];
type ToOne = Sending['people'][number];
const STATES: Record<ToOne['state'], { word: string; tone: TagTone }> = {
  due: { word: 'waits', tone: 'neutral' },
  sent: { word: 'sent', tone: 'ready' },
  failed: { word: 'not sent', tone: 'fault' },
  not_by_mail: { word: 'chose no mail', tone: 'neutral' },
  left_out: { word: 'left out', tone: 'neutral' },
};
const LEFT_OUT = 'Not in the lab any more, or not allowed to read it then.';

/** How its last sendings went, each with what the mail server said. */
export function ReportSendings({ sendings, timeZone }: { sendings: Sending[]; timeZone: string }) {
  const headingId = useId();
  return (
    <section aria-labelledby={headingId}>
      <h3 id={headingId} className="border-b border-border-strong pb-2 text-sm font-strong">
        Sent so far, times in {timeZone}
      </h3>
      {sendings.length === 0 && <p className="pt-2 text-sm text-muted">Nothing in the last 90 days.</p>}
      <ul>
        {sendings.map((it) => (
          <Sent key={it.id} sending={it} timeZone={timeZone} />
        ))}
      </ul>
    </section>
  );
}

function Sent({ sending, timeZone }: { sending: Sending; timeZone: string }) {
  const now = useNow(60_000);
  const span = { from: new Date(sending.from), to: new Date(sending.to) };
  const facts = [
    formatDateTime(sending.createdAt, timeZone, now),
    sending.dueAt === null
      ? 'by hand'
      : isLate(sending) && `late, due ${formatDateTime(sending.dueAt, timeZone, now)}`,
    sending.missed > 0 && `${sending.missed} before it missed`,
  ];
  return (
    <li className="border-b border-border py-2 text-sm">
      <p>
        <span className="font-medium">{spanTitle(span, timeZone)}</span>{' '}
        <span className="text-xs text-muted">{facts.filter(Boolean).join(' · ')}</span>
      </p>
      <ul className="pt-1">
        {sending.people.map((it, index) => (
          // People may have the same name, and their order stays.
          <li key={`${index} ${it.name}`} className="[overflow-wrap:anywhere]">
            <Written text={it.name} /> <Tag tone={STATES[it.state].tone}>{STATES[it.state].word}</Tag>
            <span className="block text-xs text-muted">{toOneWords(it, timeZone, now)}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}

const LATE_MS = 15 * 60_000;
const isLate = ({ dueAt, createdAt }: Sending): boolean =>
  dueAt !== null && Date.parse(createdAt) - Date.parse(dueAt) >= LATE_MS;

function toOneWords(it: ToOne, timeZone: string, now: number): string {
  if (it.state === 'left_out') return LEFT_OUT;
  return [
    it.attempts > 1 && `${it.attempts} attempts`,
    it.nextAt !== null && it.attempts > 0 && `again ${formatDateTime(it.nextAt, timeZone, now)}`,
    it.answer,
  ]
    .filter(Boolean)
    .join(' · ');
}
