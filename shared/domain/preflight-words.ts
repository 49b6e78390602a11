import type { PreflightCheck } from '../schemas/session-start.ts';

/** Why nothing may be started, as sentences with what to do; null where it may. */
export function whyNotStart(
  checks: readonly PreflightCheck[],
  ignoring: readonly PreflightCheck['code'][] = [],
): string | null {
  const blocking = checks.filter((it) => it.blocks && !ignoring.includes(it.code));
  if (blocking.length === 0) return null;
  return blocking.map((it) => [`${it.title}: ${it.evidence}`, it.remedy].filter(Boolean).join(' ')).join(' ');
}

/** `11 pass, 1 not known` */
export function countChecks(checks: readonly Pick<PreflightCheck, 'state'>[]): string {
  const of = (...states: PreflightCheck['state'][]): number =>
    checks.filter((it) => states.includes(it.state)).length;
  return [
    [of('fail'), 'failed'],
    [of('warn'), 'to know'],
    [of('unknown'), 'not known'],
    [of('pass'), 'passed'],
  ]
    .flatMap(([count, word]) => (count === 0 ? [] : `${count} ${word}`))
    .join(', ');
}
