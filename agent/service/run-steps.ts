import type { RunStep, Step } from './manager-commands.ts';

/** Throws with what the program said when a step fails that may not. */
export function runSteps(run: RunStep, steps: readonly Step[]): void {
  for (const { command, args, isOptional = false } of steps) {
    const { isDone, said } = run(command, args);
    if (!isDone && !isOptional)
      throw new Error(`“${[command, ...args].join(' ')}” failed: ${said || 'it gave no reason'}`);
  }
}
