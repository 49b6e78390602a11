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

export const WAY: readonly { state: SessionState; label: string; about: string }[] = [
  { state: 'preparing', label: 'Preparing', about: 'machines, files, ports' },
  { state: 'connecting', label: 'Connecting', about: 'every rank to the others' },
  { state: 'loading', label: 'Loading', about: 'weights into memory' },
  { state: 'warming_up', label: 'Warming up', about: 'a first token, to be sure' },
  { state: 'ready', label: 'Ready', about: 'answers' },
];

/** The five steps with what is known of each. A session that ended early leaves the later ones waiting. */
export function stepsOf(steps: readonly Step[], state: SessionState, nowMs: number): StepView[] {
  const isOver = state === 'ended' || state === 'failed';
  const lastReached = WAY.findLastIndex((it) => steps.some((step) => step.state === it.state));
  return WAY.map((it, index) => {
    const step = steps.findLast((known) => known.state === it.state);
    const isCurrent = it.state === state;
    const broke = isOver && index === lastReached && (state === 'failed' || it.state !== 'ready');
    const status: StepStatus = !step ? 'waiting' : broke ? 'failed' : isCurrent ? 'current' : 'done';
    const endMs = step?.endedAt ? Date.parse(step.endedAt) : nowMs;
    return {
      ...it,
      status,
      tookMs: step ? Math.max(0, endMs - Date.parse(step.startedAt)) : null,
      startedAt: step?.startedAt ?? null,
    };
  });
}

export const STATE_LABEL: Record<SessionState, string> = {
  preparing: 'Preparing',
  connecting: 'Connecting',
  loading: 'Loading',
  warming_up: 'Warming up',
  ready: 'Ready',
  ending: 'Ending',
  ended: 'Ended',
  failed: 'Failed',
};
export const isOver = (state: SessionState): boolean => state === 'ended' || state === 'failed';
