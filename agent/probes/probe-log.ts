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
    async look<T>(
      { name, source, mayBeSilent = false }: Look,
      ask: (onWhy: (why: string) => void) => Promise<string | null>,
      parse: (text: string) => T | null,
    ): Promise<T | null> {
      const probe: Probe = { name, source, at: now(), ok: false, problem: null };
      // In the order in which they are asked, whichever answers first.
      probes.push(probe);
      try {
        const text = await ask((why) => (probe.problem = why));
        if (text === null) {
          probe.problem ??= 'gave nothing';
          return null;
        }
        const found = parse(text);
        const isSilent = found === null && text.trim() === '';
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
