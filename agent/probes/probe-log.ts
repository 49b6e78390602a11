import type { Probe } from '@/shared/schemas/machine.ts';

export type Look = {
  /** What it finds out, in words. */
  name: string;
  /** The command or file that is asked. */
  source: string;
  /** On some machines there is nothing to say: a desktop has no lid. */
  mayBeSilent?: boolean;
};

/**
 * Evidence of one round of looks at the machine: what was asked, when, and why it gave nothing. A look that fails, or
 * whose answer can't be read, is unknown and stops no other.
 */
export function createProbeLog(now: () => Date = () => new Date()) {
  const probes: Probe[] = [];
  return {
    probes,
    async look<A, T>(
      { name, source, mayBeSilent = false }: Look,
      ask: (onWhy: (why: string) => void) => Promise<A | null>,
      parse: (answer: A) => T | null,
    ): Promise<T | null> {
      const probe: Probe = { name, source, at: now(), ok: false, problem: null };
      // In the order in which they are asked, whichever answers first.
      probes.push(probe);
      try {
        const answer = await ask((why) => (probe.problem = why));
        if (answer === null) {
          probe.problem ??= 'gave nothing';
          return null;
        }
        const found = parse(answer);
        const isSilent = found === null && typeof answer === 'string' && answer.trim() === '';
        probe.ok = found !== null || (mayBeSilent && isSilent);
        probe.problem = probe.ok ? null : isSilent ? 'said nothing' : 'answered in a form that is not known';
        return found;
      } catch (error) {
        probe.problem = `could not be read: ${error instanceof Error ? error.message : String(error)}`.slice(
          0,
          200,
        );
        return null;
      }
    },
  };
}
export type ProbeLog = ReturnType<typeof createProbeLog>;

/** Lines of which none is known are no answer. */
export const someOf =
  <T extends { size: number }>(parse: (text: string) => T) =>
  (text: string): T | null => {
    const found = parse(text);
    return found.size === 0 ? null : found;
  };
