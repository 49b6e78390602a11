import { formatDay, formatMoment, formatSince, type Moment } from '@/shared/domain/format.ts';
import type { CustodyView } from '../types.ts';

type Clock = { zone: string; nowMs: number };

export const isOverdue = ({ dueAt, returnedAt }: CustodyView, nowMs: number): boolean =>
  returnedAt === null && dueAt !== null && Date.parse(dueAt) < nowMs;

/** `since Tue 10 Mar, due back Fri 20 Nov` or, once it is back, `Tue 3 Mar to Tue 10 Mar` */
export function custodyTimes(custody: CustodyView, { zone, nowMs }: Clock): string {
  const day = (at: Moment) => formatDay(at, zone, nowMs);
  const { takenAt, dueAt, returnedAt } = custody;
  if (returnedAt !== null) {
    const [first, last] = [day(takenAt), day(returnedAt)];
    return first === last ? first : `${first} to ${last}`;
  }
  const due = dueAt === null ? null : `${isOverdue(custody, nowMs) ? 'was' : 'is'} due back ${day(dueAt)}`;
  return [`since ${day(takenAt)}`, due].filter(Boolean).join(', ');
}

/** What of a custody somebody should see to. */
export function overdueWords(custody: CustodyView, { zone, nowMs }: Clock): string {
  const due = custody.dueAt ?? nowMs;
  return `With ${custody.holder}; it was due back ${formatMoment(due, zone, nowMs)}.`;
}

/** What the receipt says: who gave it, and until when. */
export function receiptWords(
  { givenByName, machineName, dueAt, takenAt }: CustodyView,
  { zone, nowMs }: Clock,
): string {
  const until = dueAt === null ? '' : ` until ${formatDay(dueAt, zone, nowMs)}`;
  return givenByName === null
    ? `${machineName} is in your hands${until}, since ${formatSince(takenAt, zone, nowMs)}.`
    : `${givenByName} gave you ${machineName}${until}.`;
}
