import type { MsSpan } from './energy-pieces.ts';

/** Spans of one length that follow each other at even steps, such as a machine's days: `[fromMs + n·stepMs, … + lengthMs)`. */
export type EvenRun<T> = { fromMs: number; toMs: number; stepMs: number; lengthMs: number; spans: T[] };

/** Neighbours of the list that can be told as one run, in its order; a span alone is a run of one. */
export function evenRuns<T extends MsSpan>(
  spans: readonly T[],
  isAlike: (a: T, b: T) => boolean,
): EvenRun<T>[] {
  const runs: EvenRun<T>[] = [];
  for (const span of spans) {
    const run = runs.at(-1);
    if (run && continues(run, span) && isAlike(run.spans[0]!, span)) {
      if (run.spans.length === 1) run.stepMs = span.fromMs - run.fromMs;
      run.spans.push(span);
      run.toMs = span.toMs;
    } else {
      const lengthMs = span.toMs - span.fromMs;
      runs.push({ fromMs: span.fromMs, toMs: span.toMs, stepMs: lengthMs, lengthMs, spans: [span] });
    }
  }
  return runs;
}

function continues({ spans, stepMs, lengthMs }: EvenRun<MsSpan>, span: MsSpan): boolean {
  const last = spans.at(-1)!;
  if (span.toMs - span.fromMs !== lengthMs || span.fromMs < last.toMs) return false;
  return spans.length === 1 || span.fromMs - last.fromMs === stepMs;
}
