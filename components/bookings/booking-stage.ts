import { bookingPhase } from '@/shared/domain/booking-rules.ts';
import { formatCountdown, formatDateTime, formatDuration, formatMoment } from '@/shared/domain/format.ts';
import type { BookingView, LifeView } from './types.ts';
import { heldUntilMs } from './timeline-bars.ts';

export type BookingStage = 'asked' | 'ahead' | 'running' | 'over' | 'cancelled' | 'declined';

/** By the clock, and by what was written down. */
export function stageOf(booking: BookingView, nowMs: number): BookingStage {
  const times = { startsAt: new Date(booking.startsAt), endsAt: new Date(heldUntilMs(booking)) };
  const phase = bookingPhase({ ...times, status: booking.status }, new Date(nowMs));
  return phase === 'upcoming' ? 'ahead' : phase;
}

/** What of it can still be changed: what has begun only at its end. */
export function movableOf(booking: BookingView, nowMs: number): 'whole' | 'end' | null {
  const stage = stageOf(booking, nowMs);
  return stage === 'ahead' || stage === 'asked' ? 'whole' : stage === 'running' ? 'end' : null;
}

/** Of which team and whose a request is, for who may answer it. */
export const toAnswer = ({ teamId, person }: BookingView) => ({ teamId, ownerId: person.id });

export const STAGE_WORDS: Record<BookingStage, string> = {
  asked: 'waits for approval',
  ahead: 'to come',
  running: 'running',
  over: 'over',
  cancelled: 'cancelled',
  declined: 'not approved',
};

export type LifeStep = {
  key: string;
  label: string;
  status: 'done' | 'current' | 'waiting' | 'failed';
  when: string;
  about: string;
};

/** From the request to the end: moments that were, and those that are written in the calendar. None is made up. */
export function stepsOf(booking: BookingView, life: LifeView, zone: string, nowMs: number): LifeStep[] {
  const stage = stageOf(booking, nowMs);
  const at = (moment: string): string => formatDateTime(moment, zone, nowMs);
  const who = booking.mine ? 'by you' : `by ${booking.person.name}`;
  const wasAsked = life.approvalRule !== null || life.decidedAt !== null || stage === 'asked';
  const first: LifeStep = {
    key: 'made',
    label: wasAsked ? 'Requested' : 'Booked',
    status: 'done',
    when: at(life.createdAt),
    about: who,
  };
  const steps = [first, ...(wasAsked ? [approvalStep(booking, life, stage, at)] : [])];
  if (stage === 'declined') return steps;
  if (stage === 'cancelled')
    return [
      ...steps,
      { key: 'cancelled', label: 'Cancelled', status: 'failed', when: '', about: 'before its start' },
    ];
  return [...steps, ...checkInStep(booking, life, stage, at), ...runSteps(booking, life, stage, zone, nowMs)];
}

type At = (moment: string) => string;

function approvalStep(booking: BookingView, life: LifeView, stage: BookingStage, at: At): LifeStep {
  const note = life.decisionNote ? `: “${life.decisionNote}”` : '';
  const by = life.decidedBy ? `by ${life.decidedBy}${note}` : note.slice(2);
  if (stage === 'asked') {
    const names = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(life.deciders);
    return {
      key: 'approval',
      label: 'Approval',
      status: 'current',
      when: names ? `waits for ${names}` : 'waits for an admin',
      about: `lapses ${at(booking.startsAt)}`,
    };
  }
  const when = life.decidedAt ? at(life.decidedAt) : '';
  if (stage !== 'declined') return { key: 'approval', label: 'Approved', status: 'done', when, about: by };
  const lapsed = booking.endReason === 'lapsed';
  return {
    key: 'approval',
    label: lapsed ? 'Lapsed' : 'Declined',
    status: 'failed',
    when,
    about: lapsed ? 'nobody answered before its start' : by,
  };
}

function checkInStep(booking: BookingView, life: LifeView, stage: BookingStage, at: At): LifeStep[] {
  const checkIn = { key: 'check-in', label: 'Checked in' };
  if (booking.checkedInAt) return [{ ...checkIn, status: 'done', when: at(booking.checkedInAt), about: '' }];
  if (booking.endReason === 'no_show')
    return [{ ...checkIn, label: 'Nobody came', status: 'failed', when: '', about: 'given back by itself' }];
  return stage === 'ahead' || stage === 'running'
    ? [{ ...checkIn, label: 'Check-in', status: 'waiting', when: 'not yet', about: 'or by starting a model' }]
    : [];
}

function runSteps(
  booking: BookingView,
  life: LifeView,
  stage: BookingStage,
  zone: string,
  nowMs: number,
): LifeStep[] {
  const startMs = Date.parse(booking.startsAt);
  const endMs = heldUntilMs(booking);
  const moment = (at: string | number): string => formatMoment(at, zone, nowMs);
  const live = life.sessions.find((it) => it.endedAt === null);
  const ready = live?.readyAt ? Date.parse(live.readyAt) - Date.parse(live.startedAt) : null;
  const running: LifeStep = {
    key: 'running',
    label: stage === 'over' ? 'Ran' : 'Running',
    status: stage === 'running' ? 'current' : stage === 'over' ? 'done' : 'waiting',
    when:
      stage === 'running'
        ? `since ${moment(booking.startsAt)}, ${formatCountdown(nowMs - startMs)}`
        : moment(booking.startsAt),
    about:
      stage === 'over'
        ? `for ${formatDuration(endMs - startMs)}`
        : stage === 'running'
          ? ready === null
            ? live
              ? 'a model is starting'
              : 'no model runs'
            : `model ready after ${formatDuration(ready)}`
          : startMs > nowMs
            ? `in ${formatCountdown(startMs - nowMs)}`
            : '',
  };
  const ends: LifeStep = {
    key: 'ends',
    label: stage === 'over' ? 'Ended' : 'Ends',
    status: stage === 'over' ? 'done' : 'waiting',
    when: moment(endMs),
    about:
      stage === 'running'
        ? `in ${formatCountdown(endMs - nowMs)}, by itself`
        : stage === 'over'
          ? (END_WORDS[booking.endReason ?? ''] ?? '')
          : '',
  };
  return [running, ends];
}

const END_WORDS: Record<string, string> = {
  early: 'given back early',
  no_show: 'nobody had come',
  idle: 'nothing ran on it',
  preempted: 'it made way for another',
};
