import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as z from 'zod';

const at = {
  /** A rank's model begins to load, it is asked something, or it ends. */
  when: z.enum(['loading', 'answering', 'ending']),
  afterMs: z.number().int().min(0).max(3_600_000).default(0),
};
const Step = z.discriminatedUnion('fault', [
  /** The GPU hangs: fully active at low power, until the agent is started anew. */
  z.strictObject({ ...at, fault: z.literal('wedge') }),
  /** The rank stands still, and nothing tells why. */
  z.strictObject({ ...at, fault: z.literal('stall') }),
  /** The rank says these lines and ends so. */
  z.strictObject({
    ...at,
    fault: z.literal('crash'),
    lines: z.array(z.string().max(2000)).min(1).max(50),
    exitCode: z.number().int().min(0).max(255).nullable().default(1),
    signal: z.string().max(20).nullable().default(null),
  }),
  /** Its memory does not come back; `when` is `ending`. */
  z.strictObject({ ...at, fault: z.literal('hold-memory') }),
  /** The whole machine sleeps: nothing of it is heard, and it goes on where it was. */
  z.strictObject({ ...at, fault: z.literal('sleep'), forMs: z.number().int().min(100).max(3_600_000) }),
  z.strictObject({ ...at, fault: z.literal('power-cut') }),
]);
const Scenario = z.strictObject({ title: z.string().max(200), steps: z.array(Step).max(20) });
type ScenarioStep = z.output<typeof Step>;

/** `steps` to play now; `problem` is why the file can't be read, in a sentence. Without a file there are none. */
export type ReadScenario = (when: ScenarioStep['when']) => { steps: ScenarioStep[]; problem: string | null };

/** What a simulated machine is to go through, read anew each time it matters. */
export const scenarioIn =
  (file: string): ReadScenario =>
  (when) => {
    try {
      const { steps } = Scenario.parse(JSON.parse(readFileSync(file, 'utf8')));
      return { steps: steps.filter((it) => it.when === when), problem: null };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { steps: [], problem: null };
      const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
      return { steps: [], problem: `Nothing of ${file} is played, for it can’t be read: ${why}` };
    }
  };

export type Crash = Extract<ScenarioStep, { fault: 'crash' }>;
type Parts = {
  after(ms: number, act: () => void): void;
  complain(problem: string): void;
  crash(step: Crash): void;
  hang(isWedge: boolean): void;
};

/** Plays the steps of a moment on one rank, each after its wait. */
export function playScenario(read: ReadScenario, { after, complain, crash, hang }: Parts) {
  const stepsOf = (when: ScenarioStep['when']): ScenarioStep[] => {
    const { steps, problem } = read(when);
    if (problem !== null) complain(problem);
    return steps;
  };
  const act = (step: ScenarioStep): void => {
    if (step.fault === 'sleep') sleepAsMachine(step.forMs);
    else if (step.fault === 'power-cut') process.kill(process.pid, 'SIGKILL');
    else if (step.fault === 'crash') crash(step);
    else if (step.fault !== 'hold-memory') hang(step.fault === 'wedge');
  };
  return {
    play(when: ScenarioStep['when']): void {
      for (const step of stepsOf(when)) after(step.afterMs, () => act(step));
    },
    /** Whether the rank that ends now keeps its memory. */
    holdsMemory: (): boolean => stepsOf('ending').some((it) => it.fault === 'hold-memory'),
  };
}

/** As a Mac that sleeps: no timer runs, its connections stay and are silent. A shell wakes it. */
function sleepAsMachine(forMs: number): void {
  const wake = `sleep ${forMs / 1000}; kill -CONT ${process.pid}`;
  spawn('sh', ['-c', wake], { detached: true, stdio: 'ignore' }).unref();
  process.kill(process.pid, 'SIGSTOP');
}
