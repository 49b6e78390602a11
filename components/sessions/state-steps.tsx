'use client';

import { formatDuration, formatTime } from '@/shared/domain/format.ts';
import { stepsOf, type StepStatus } from './session-steps.ts';
import type { SessionDetailView } from './types.ts';

/** The way of a session to "ready", with how long each step took and when the current one gives up. */
export function StateSteps({
  session,
  timeZone,
  nowMs,
}: {
  session: SessionDetailView;
  timeZone: string;
  nowMs: number;
}) {
  const steps = stepsOf(session.steps, session.state, nowMs);
  return (
    <ol className="session-steps" aria-label="State">
      {steps.map((it) => (
        <li
          key={it.state}
          data-status={it.status}
          aria-current={it.status === 'current' ? 'step' : undefined}
        >
          <StepGlyph status={it.status} />
          <b className={it.status === 'current' ? 'text-mine-text' : undefined}>
            {it.label}
            <span className="sr-only">: {WORDS[it.status]}</span>
          </b>
          <span>
            {it.state === 'ready' && it.status === 'current'
              ? `since ${formatTime(it.startedAt!, timeZone, true)}`
              : it.tookMs !== null && formatDuration(it.tookMs)}
          </span>
          <small>
            {it.status === 'current' && session.deadlineAt
              ? `gives up at ${formatTime(session.deadlineAt, timeZone, true)}`
              : it.state === 'ready' && it.status === 'current'
                ? formatDuration(it.tookMs ?? 0)
                : it.about}
          </small>
        </li>
      ))}
    </ol>
  );
}

const WORDS: Record<StepStatus, string> = {
  done: 'done',
  current: 'now',
  waiting: 'not yet',
  failed: 'did not get past this',
};

function StepGlyph({ status }: { status: StepStatus }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden>
      {status === 'done' && (
        <>
          <circle cx="8" cy="8" r="7" fill="var(--mine)" />
          <path
            d="m5 8.3 2.2 2.2 4-4.5"
            fill="none"
            stroke="var(--on-mine)"
            strokeWidth="1.7"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </>
      )}
      {status === 'current' && <circle className="session-now" cx="8" cy="8" r="6" fill="var(--mine)" />}
      {status === 'waiting' && (
        <circle
          cx="8"
          cy="8"
          r="5"
          fill="var(--bg)"
          stroke="var(--border-control)"
          strokeWidth="1.5"
          strokeDasharray="1.6 2.2"
        />
      )}
      {status === 'failed' && (
        <>
          <path d="M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2Z" fill="var(--fault)" />
          <path d="M8 4.5v4.2M8 11.2v.1" stroke="var(--on-fault)" strokeWidth="1.6" strokeLinecap="round" />
        </>
      )}
    </svg>
  );
}
