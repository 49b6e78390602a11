import type { SleepPreventer } from '@/shared/schemas/power.ts';

const KEEPS_AWAKE = /^(?:PreventUserIdleSystemSleep|PreventSystemSleep|NoIdleSleepAssertion)$/;
const MOST = 16;

/** `pmset -g assertions`: which programs ask macOS not to sleep by itself; each with its own words, once. */
export function parseAssertions(text: string): SleepPreventer[] | null {
  if (!text.includes('Assertion status system-wide:')) return null;
  const found = new Map<string, SleepPreventer>();
  for (const [, program, kind, name] of text.matchAll(
    /^[ \t]+pid \d{1,9}\(([^)\n]{1,100})\): \[0x[0-9a-f]+\] [\d:]{1,12} (\w{1,60}) named: "([^"\n]{0,300})"/gm,
  )) {
    if (!KEEPS_AWAKE.test(kind!) || found.size >= MOST) continue;
    found.set(`${program} ${name}`, { program: program!, name: name!.slice(0, 200) });
  }
  return [...found.values()];
}
