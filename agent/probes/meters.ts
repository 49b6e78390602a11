import type { Probe, Reading } from '@/shared/schemas/machine.ts';

/** The open meters of this machine. `read` never throws; a meter that is not there reads `null`. */
export type Meters = {
  read(): Promise<Reading>;
  close(): Promise<void>;
  /** Which of them give something, and why the others don't. */
  evidence?(): Probe[];
};
