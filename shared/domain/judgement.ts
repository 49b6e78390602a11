/*
 * Who may be called late. The portal holds silence against others (an agent, a session, an answer) only while it has
 * itself been looking all along: a look that came late, because the process was frozen, the host suspended or the
 * database away, says nothing about them. After such a gap nobody is judged for a while, so that everybody can be
 * heard again first. A jump of the clock looks the same, and is treated the same.
 */
export type Watch = {
  /** When the last look that succeeded began. */
  lookedAt: Date;
  judgesFrom: Date;
};
export type WatchLimits = { lateMs: number; graceMs: number };

/** Handed to every sweep that enforces a deadline; while it is false nobody is late. */
export type Judgement = { mayJudge: boolean };

/** The start counts as a gap: until then it was the portal that was away. */
export const startWatch = (startedAt: Date, { graceMs }: WatchLimits): Watch => ({
  lookedAt: startedAt,
  judgesFrom: after(startedAt, graceMs),
});

/** A look that begins at `now`: whether it may judge, and the watch once it has succeeded (a failed one counts for nothing). */
export function look(watch: Watch, now: Date, { lateMs, graceMs }: WatchLimits): Judgement & { done: Watch } {
  const gapMs = Math.abs(now.getTime() - watch.lookedAt.getTime());
  const judgesFrom = gapMs > lateMs ? after(now, graceMs) : watch.judgesFrom;
  return { mayJudge: now >= judgesFrom, done: { lookedAt: now, judgesFrom } };
}

const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);
