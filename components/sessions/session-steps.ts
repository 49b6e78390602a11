import { isOver, SESSION_STATE_LABEL } from '@/shared/domain/session-states.ts';
import type { SessionState } from '@/shared/schemas/session.ts';

export type StepStatus = 'done' | 'current' | 'waiting' | 'failed';
export type StepView = {
  state: SessionState;
  label: string;
  about: string;
  status: StepStatus;
  /** How long it took, or has taken so far; null before it began. */
  tookMs: number | null;
  startedAt: string | null;
};
type Step = { state: SessionState; startedAt: string; endedAt: string | null };

const WAY: readonly { state: SessionState; about: string; isOptional?: true }[] = [
  { state: 'checking', about: 'files, memory, each link', isOptional: true },
  { state: 'preparing', about: 'machines, files, ports' },
  { state: 'connecting', about: 'every rank to the others' },
  { state: 'loading', about: 'weights into memory' },
  { state: 'warming_up', about: 'a first token, to be sure' },
  { state: 'proving', about: 'answers that are known', isOptional: true },
  { state: 'withheld', about: 'it answers otherwise', isOptional: true },
  { state: 'ready', about: 'answers' },
];

/** The steps with what is known of each; those that not every session takes only once it has. A session that ended early leaves the later ones waiting. */
export function stepsOf(steps: readonly Step[], state: SessionState, nowMs: number): StepView[] {
  const isTaken = (it: SessionState): boolean => steps.some((step) => step.state === it);
  const way = WAY.filter((it) => !it.isOptional || isTaken(it.state));
  const lastReached = way.findLastIndex((it) => isTaken(it.state));
  return way.map(({ isOptional: _optional, ...it }, index) => {
    const step = steps.findLast((known) => known.state === it.state);
    const isCurrent = it.state === state;
    const broke =
      (isOver(state) && index === lastReached && (state === 'failed' || it.state !== 'ready')) ||
      (isCurrent && it.state === 'withheld');
    // Of a session that took its ranks over: what comes after it was reached without it.
    const isSpared = !step && index < lastReached;
    const reached: StepStatus = broke ? 'failed' : isCurrent ? 'current' : 'done';
    const status: StepStatus = isSpared ? 'done' : step ? reached : 'waiting';
    const endMs = step?.endedAt ? Date.parse(step.endedAt) : nowMs;
    return {
      ...it,
      ...(isSpared && { about: 'as it was taken over' }),
      label: SESSION_STATE_LABEL[it.state],
      status,
      tookMs: step ? Math.max(0, endMs - Date.parse(step.startedAt)) : null,
      startedAt: step?.startedAt ?? null,
    };
  });
}
