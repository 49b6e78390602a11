import type { Span } from '@/shared/domain/usage.ts';
import type { ReportKinds } from '@/shared/schemas/report.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { wideClient, type Statement } from '../../db.ts';
import { findMeasuredKinds } from '../metrics/index.ts';
import { passed } from './report-frame.ts';

/** Which machines a report of `[from, to)` has something to tell of, and which the lab has at all. */
export async function findKinds(ctx: ServiceContext, input: Span): Promise<ReportKinds> {
  authorize(ctx, 'report:read');
  const { from, to } = passed(input, ctx.now());
  const [[found], measured] = await Promise.all([
    wideClient(ctx.db).query<Found>(FIND, [from.toISOString(), to.toISOString()]),
    findMeasuredKinds(ctx, input),
  ]);
  const { realMachines, simulatedMachines, real, simulated } = found!;
  return {
    real: { machines: realMachines, hasUse: real || measured.real },
    simulated: { machines: simulatedMachines, hasUse: simulated || measured.simulated },
  };
}

type Found = { realMachines: number; simulatedMachines: number; real: boolean; simulated: boolean };

// A session or an answer that outlives its booking touches a window that its booking does not.
const booked = (simulated: boolean): string => `(
  EXISTS (SELECT FROM "Booking" WHERE simulated = ${simulated} AND status IN ('confirmed', 'ended')
    AND "startsAt" < $2::timestamptz AND "endsAt" > $1::timestamptz)
  OR EXISTS (SELECT FROM "Session" WHERE simulated = ${simulated}
    AND "createdAt" < $2::timestamptz AND ("endedAt" IS NULL OR "endedAt" > $1::timestamptz)))`;
const FIND: Statement = {
  name: 'reports.find-kinds',
  text: `
    SELECT (SELECT count(*)::int FROM "Machine" WHERE NOT simulated) AS "realMachines",
      (SELECT count(*)::int FROM "Machine" WHERE simulated) AS "simulatedMachines",
      ${booked(false)} AS real, ${booked(true)} AS simulated`,
};
