import * as z from 'zod';

const Env = z.object({
  /** A rank or an answer without progress for this long is ended. */
  ESPALIER_STALL_MS: z.coerce.number().int().min(200).default(15_000),
  /** The Python to make the engine with, before any that is found. */
  ESPALIER_PYTHON: z.string().min(1).optional(),
  /** Simulated machines: 1 is believable, less is faster. */
  ESPALIER_SIMULATED_PACE: z.coerce.number().min(0.01).max(10).default(1),
});

/** The agent's settings from its environment; the rest comes from the command line. */
export const readEnv = (): z.output<typeof Env> => Env.parse(process.env);

const TimeScale = z.coerce.number().min(0.01).max(10).catch(1);

/** For tests: what every time of the agent's own is multiplied with. */
export const readTimeScale = (): number => TimeScale.parse(process.env['ESPALIER_TIME_SCALE'] ?? 1);
