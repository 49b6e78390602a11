import { type LaneRank, type Lanes, makeLanes } from '@/shared/domain/incident-lanes.ts';
import type { CableLane } from '@/shared/domain/cable-lanes.ts';
import type { FailurePhase } from '@/shared/domain/failure-causes.ts';
import type { ServiceContext } from '../../context.ts';
import { howEnded, type IncidentFull } from './internal.ts';
import { readCableLanes } from './read-cable-lanes.ts';
import { ONE_MATTER_MS } from './read-sights.ts';

const DOING: Record<FailurePhase, string> = {
  checking: 'looks ahead',
  preparing: 'gets ready',
  connecting: 'connects',
  loading: 'loads',
  warming_up: 'warms up',
  proving: 'proves its answers',
  answering: 'serves',
};
/** An agent that was lost for a while before counts too: its last word was before the first sign. */
const BEFORE_MS = 3 * 60_000;
const MOST_EVENTS = 100;

type Event = { machineId: string; at: Date; kind: string; ms: number | null };

type IncidentLanes = Lanes & { cables: CableLane[] };

/** What each machine of the session and each cable between them did around the failure, as bars. */
export async function readLanes(ctx: ServiceContext, row: IncidentFull): Promise<IncidentLanes> {
  const { session, startedAt, noticedAt } = row;
  const machineIds = session.ranks.map((it) => it.machineId);
  const from = new Date(Math.max(startedAt.getTime() - BEFORE_MS, session.createdAt.getTime()));
  const to = new Date(noticedAt.getTime() + ONE_MATTER_MS);
  const events = await ctx.db.$queryRaw<Event[]>`
    SELECT * FROM (
      SELECT "machineId", at, kind, CASE kind WHEN 'slept' THEN (detail->>'ms')::float8 END AS ms FROM "AgentEvent"
      WHERE "machineId" = ANY(${machineIds}) AND at >= ${from} AND at <= ${to}
        AND kind IN ('slept', 'disconnected', 'lost', 'connected')
      UNION ALL
      SELECT "objectId", at, 'kept-out', NULL FROM "AuditEntry"
      WHERE "objectType" = 'machine' AND "objectId" = ANY(${machineIds}) AND action = 'machine.quarantine'
        AND at >= ${from} AND at <= ${to}
    ) e ORDER BY at LIMIT ${MOST_EVENTS}::int`;
  const ranks = session.ranks.map((it): LaneRank => {
    const own = events.filter((event) => event.machineId === it.machineId);
    return {
      rank: it.rank,
      machineId: it.machineId,
      name: it.machine.name,
      goneMs: it.state === 'exited' ? it.changedAt.getTime() : null,
      how: howEnded(it),
      keptOutMs: own.find((event) => event.kind === 'kept-out')?.at.getTime() ?? null,
      ...silenceOf(own, row),
    };
  });
  const facts = {
    doing: DOING[row.phase as FailurePhase] ?? DOING.answering,
    startedMs: startedAt.getTime(),
    noticedMs: noticedAt.getTime(),
    blamedId: row.machineId,
    ranks,
  };
  const lanes = makeLanes(facts, ctx.now().getTime());
  const machines = session.ranks.map((it) => ({ id: it.machineId, name: it.machine.name }));
  return { ...lanes, cables: await readCableLanes(ctx, machines, lanes) };
}

type Silence = Pick<LaneRank, 'silentMs' | 'heardMs' | 'hasSlept'>;

/** A time without a word: what the Mac says itself of its sleep, else what the portal saw of its connection. */
function silenceOf(events: readonly Event[], { startedAt, machineId }: IncidentFull): Silence {
  const slept = events.find((it) => it.kind === 'slept' && it.ms !== null);
  if (slept) {
    const heardMs = slept.at.getTime();
    return { silentMs: heardMs - slept.ms!, heardMs, hasSlept: true };
  }
  const lost = events.find((it) => it.kind === 'lost') ?? events.find((it) => it.kind === 'disconnected');
  if (!lost) return { silentMs: null, heardMs: null, hasSlept: false };
  const back = events.find((it) => it.kind === 'connected' && it.at > lost.at);
  // It is called lost some time after its last word, which is where a failure of it began.
  const isOwn = lost.kind === 'lost' && lost.machineId === machineId;
  const silentMs = isOwn ? Math.min(startedAt.getTime(), lost.at.getTime()) : lost.at.getTime();
  return { silentMs, heardMs: back?.at.getTime() ?? null, hasSlept: false };
}
