import * as z from 'zod';
import { ReportInput } from './report.ts';
import { Backend, SessionEndReason } from './session.ts';
import { Count, Id, Instant } from './units.ts';

export const ReliabilityInput = ReportInput.safeExtend({ simulated: z.boolean().default(false) });
export type ReliabilityInput = z.output<typeof ReliabilityInput>;

/** Sessions of one model over one backend that were begun or served in the time. */
const ReliabilityRow = z.object({
  modelTitle: z.string(),
  backend: Backend,
  machines: Count,
  /** Begun in the time; of them, that were ready at some moment. */
  begun: Count,
  becameReady: Count,
  /** Failed in the time, whenever they were begun. */
  failed: Count,
  /** Ready within the time. */
  servedMs: Count,
  /** From its start until it answered, of those that did. */
  medianToReadyMs: z.number().nullable(),
});
export type ReliabilityRow = z.output<typeof ReliabilityRow>;

const Cause = z.object({ reason: SessionEndReason, failed: Count });
/** Machines that failed sessions ran on: which of them was to blame is in the session's own words. */
const MachineFailures = z.object({ machineId: Id, machineName: z.string(), sessions: Count, failed: Count });
const Failure = z.object({
  sessionId: Id,
  /** None of a failure from before incidents were kept. */
  incidentId: Id.nullable(),
  modelTitle: z.string(),
  machines: z.array(z.string()),
  reason: SessionEndReason.nullable(),
  message: z.string().nullable(),
  wasReady: z.boolean(),
  at: Instant,
});
export type Failure = z.output<typeof Failure>;

export const MOST_FAILURES = 100;
export const Reliability = z.object({
  rows: z.array(ReliabilityRow),
  causes: z.array(Cause),
  machines: z.array(MachineFailures),
  /** The newest. */
  failures: z.array(Failure).max(MOST_FAILURES),
});
export type Reliability = z.output<typeof Reliability>;
