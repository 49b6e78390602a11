import Link from 'next/link';
import type { ReactNode } from 'react';
import {
  formatCount,
  formatDateTime,
  formatDuration,
  formatEnergy,
  formatTime,
  formatTokens,
} from '@/shared/domain/format.ts';
import { Figure } from '../ui/figure.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { Written } from '../ui/written.tsx';
import { DIAGNOSTICS_HOLD, diagnosticsOf } from '@/shared/domain/diagnostics.ts';
import { IncidentLanes } from './incident-lanes.tsx';
import type { IncidentView } from './types.ts';
import { WayBack } from './way-back.tsx';

type Props = { incident: IncidentView; timeZone: string; nowMs: number };

const SURE = {
  known: 'The signs say so themselves.',
  likely: 'Most likely: the signs fit, though they are no proof.',
  unknown: 'The cause is not known.',
} as const;

/** What an incident says, from its sentence to its lines. */
export function IncidentBody({ incident, timeZone, nowMs }: Props) {
  return (
    <>
      <section className="max-w-3xl pb-4">
        <p className="text-lg">
          <Written text={incident.sentence} />
        </p>
        <p className="pt-1 text-sm text-text-2">{SURE[incident.certainty]}</p>
      </section>
      <Figures incident={incident} timeZone={timeZone} />
      <section aria-label="Minute by minute" className="pt-5">
        <h2>Minute by minute</h2>
        <IncidentLanes incident={incident} timeZone={timeZone} />
      </section>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-6 pt-5 wide:grid-cols-[minmax(0,1fr)_20rem]">
        <aside className="flex min-w-0 flex-col gap-6 wide:col-start-2">
          {incident.wayBack.map((it) => (
            <WayBack key={it.machine.id} back={it} timeZone={timeZone} nowMs={nowMs} />
          ))}
          <WhatToDo incident={incident} timeZone={timeZone} />
          <About incident={incident} timeZone={timeZone} nowMs={nowMs} />
        </aside>
        <div className="flex min-w-0 flex-col gap-6 wide:col-start-1 wide:row-start-1">
          <Signs incident={incident} timeZone={timeZone} nowMs={nowMs} />
          <RuledOut incident={incident} />
          <Timeline incident={incident} timeZone={timeZone} />
          <Evidence incident={incident} timeZone={timeZone} />
        </div>
      </div>
    </>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title}>
    <h2 className="border-b border-border-strong pb-2">{title}</h2>
    {children}
  </section>
);

const None = ({ children }: { children: ReactNode }) => (
  <span className="unknown-value text-md">{children}</span>
);

function Figures({ incident, timeZone }: Omit<Props, 'nowMs'>) {
  const { kept, readyAt, startedAt, noticedAt, endedAt } = incident;
  const ranMs = readyAt === null ? null : Date.parse(startedAt) - Date.parse(readyAt);
  const lateMs = Date.parse(noticedAt) - Date.parse(startedAt);
  return (
    <dl className="incident-figures">
      <Figure
        label="Ran well for"
        value={ranMs === null ? <None>never ready</None> : formatDuration(Math.max(0, ranMs))}
        basis={`${formatCount(kept.answersBefore)} answers, ${formatCount(kept.cutAnswers)} cut off`}
      />
      <Figure
        label="Noticed after"
        value={lateMs < 1000 ? 'at once' : formatDuration(lateMs)}
        basis={`first sign at ${formatTime(startedAt, timeZone, true)}`}
      />
      <Figure
        label="Gone everywhere"
        value={endedAt === null ? <None>not yet</None> : formatTime(endedAt, timeZone, true)}
        basis={`noticed at ${formatTime(noticedAt, timeZone, true)}`}
      />
      <Figure
        label="Kept of cut answers"
        value={formatTokens(kept.cutTokens)}
        unit="tokens"
        basis={`${formatCount(kept.waitingQuestions)} waiting questions given back`}
      />
      <Figure
        label="Energy of cut answers"
        value={kept.cutJoules === null ? <None>not measured</None> : formatEnergy(kept.cutJoules)}
        basis={incident.simulated ? 'simulated' : 'measured while they ran'}
      />
    </dl>
  );
}

function WhatToDo({ incident, timeZone }: Omit<Props, 'nowMs'>) {
  return (
    <Part title="What to do">
      <ol className="list-decimal pl-5 text-sm">
        {incident.remedy.map((it) => (
          <li key={it} className="py-1">
            <Written text={it} />
          </li>
        ))}
      </ol>
      <p className="pt-1 text-sm text-muted">
        {incident.needsReboot
          ? 'Somebody has to restart the machine before it runs again.'
          : incident.needsPerson
            ? 'Starting again alone does not help: somebody has to see to it first.'
            : 'Starting again is enough as a rule.'}
      </p>
      <Again incident={incident} timeZone={timeZone} />
    </Part>
  );
}

/** Whether the booking starts its model again by itself, and what came of it. */
function Again({ incident: { again, next }, timeZone }: Omit<Props, 'nowMs'>) {
  if (next)
    return (
      <p className="pt-1 text-sm">
        <Link className="link" prefetch={false} href={`/sessions/${next.sessionId}`}>
          {next.isSame ? 'Started again' : `${next.modelTitle} was started after it`}
        </Link>
      </p>
    );
  if (again === null) return null;
  return (
    <p className="pt-1 text-sm">
      {typeof again === 'string'
        ? again
        : `Its booking starts it again by itself at ${formatTime(again.at, timeZone, true)}, try ${again.attempt} of ${again.of}. Ending the booking keeps it from that.`}
    </p>
  );
}

function About({ incident, timeZone, nowMs }: Props) {
  return (
    <Part title="About it">
      <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-1 pt-2 text-sm">
        <dt className="text-muted">Booking</dt>
        <dd>
          <Link className="link" prefetch={false} href={`/bookings/${incident.bookingId}`}>
            <Written text={incident.purpose} />
          </Link>
        </dd>
        <dt className="text-muted">Started by</dt>
        <dd>{incident.mine ? 'you' : incident.startedBy}</dd>
        <dt className="text-muted">Machines</dt>
        <dd className="flex flex-wrap gap-x-2">
          {incident.machines.map((it) => (
            <Link key={it.id} className="link" prefetch={false} href={`/machines/${it.id}`}>
              {it.name}
            </Link>
          ))}
        </dd>
        <dt className="text-muted">Engine</dt>
        <dd>
          {incident.mlx === null
            ? 'not known'
            : `mlx ${incident.mlx}, mlx-lm ${incident.mlxLm ?? 'not known'}`}
        </dd>
        {incident.closedAt && (
          <>
            <dt className="text-muted">Closed</dt>
            <dd>
              {formatDateTime(incident.closedAt, timeZone, nowMs)} by{' '}
              {incident.closedBy ?? 'somebody who has left'}
              {incident.closeNote && <span className="block text-muted">{incident.closeNote}</span>}
            </dd>
          </>
        )}
      </dl>
    </Part>
  );
}

const GLYPH = { decides: 'fault', fits: 'busy', open: 'unknown' } as const;

function Signs({ incident, timeZone, nowMs }: Props) {
  return (
    <Part title="Why we think so">
      <ul>
        {incident.signs.map((it) => (
          <li key={`${it.title} ${it.detail}`} className="flex gap-2 border-b border-border py-2 text-sm">
            <StatusGlyph status={GLYPH[it.tone]} label={null} />
            <span className="min-w-0">
              <b>{it.title}</b>
              {it.detail && <span className="block [overflow-wrap:anywhere] text-muted">{it.detail}</span>}
            </span>
          </li>
        ))}
        {incident.earlier.length > 0 && (
          <li className="flex flex-wrap gap-x-2 py-2 text-sm">
            <b>Seen before:</b>
            {incident.earlier.map((it) => (
              <Link key={it.id} className="link" prefetch={false} href={`/incidents/${it.id}`}>
                incident {it.number}, {formatDateTime(it.noticedAt, timeZone, nowMs)}
              </Link>
            ))}
          </li>
        )}
      </ul>
    </Part>
  );
}

function RuledOut({ incident: { ruledOut } }: Pick<Props, 'incident'>) {
  if (ruledOut.length === 0) return null;
  return (
    <Part title="Ruled out">
      <ul className="gap-x-8 tablet:columns-2">
        {ruledOut.map((it) => (
          <li key={it.title} className="flex break-inside-avoid gap-2 border-b border-border py-2 text-sm">
            <StatusGlyph
              status={it.isSure ? 'free' : 'unknown'}
              label={it.isSure ? 'Ruled out' : 'Not known'}
            />
            <span className="min-w-0">
              <b>{it.title}</b>
              <span className="block [overflow-wrap:anywhere] text-muted">{it.detail}</span>
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Timeline({ incident, timeZone }: Omit<Props, 'nowMs'>) {
  return (
    <Part title="What happened">
      <ol className="incident-times pt-2">
        {incident.timeline.map((it, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <li key={`${it.at} ${index}`}>
            <time dateTime={it.at}>{formatTime(it.at, timeZone, true)}</time>
            <StatusGlyph status={it.isFault ? 'fault' : 'free'} label={null} />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              {it.machineName && <b>{it.machineName} </b>}
              {it.text}
            </span>
          </li>
        ))}
      </ol>
    </Part>
  );
}

function Evidence({ incident, timeZone }: Omit<Props, 'nowMs'>) {
  const { evidence, sessionId } = incident;
  return (
    <Part title="Evidence">
      {evidence.length === 0 ? (
        <p className="py-2 text-sm text-muted">No line was kept: the ranks said nothing before they ended.</p>
      ) : (
        <ScrollRegion className="incident-lines" label="Lines that decided" wraps>
          {evidence.map((it) => (
            <div key={`${it.rank} ${it.at} ${it.text}`} data-tone={it.decides ? 'warning' : undefined}>
              <time>{formatTime(it.at, timeZone, true)}</time> {it.machineName} {it.text}
            </div>
          ))}
        </ScrollRegion>
      )}
      <p className="pt-1 text-sm">
        <Link className="link" prefetch={false} href={`/sessions/${sessionId}?view=logs`}>
          All lines of the session
        </Link>
        {' · '}
        <a className="link" href={diagnosticsOf(sessionId)} download title={DIAGNOSTICS_HOLD}>
          Diagnostics for a bug report
        </a>
      </p>
    </Part>
  );
}
