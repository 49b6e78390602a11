import type { MachinePower } from '@/prisma/generated/client.ts';
import { type PowerKnown, type PowerSight, ruleOf } from '@/shared/domain/power-policy.ts';
import { needOf, obstacleOf } from '@/shared/domain/power-words.ts';
import { LIVE_STATES } from '@/shared/domain/session-states.ts';
import { type Wakeable, whyNoWaker } from '@/shared/domain/wake-path.ts';
import { type AgentConnection, UnmanagedProcess } from '@/shared/schemas/machine.ts';
import { type LabPowerRule, PowerFacts, PowerState } from '@/shared/schemas/power.ts';
import type { ServiceContext } from '../../context.ts';
import { MOST_MACHINES } from '../inventory/index.ts';

/** Of copies that are not over. */
const UNDER_WAY = ['waiting', 'reading', 'copying'];

type Raw = {
  id: string;
  name: string;
  simulated: boolean;
  powerMode: string | null;
  powerIdleMinutes: number | null;
  isDraining: boolean;
  isQuarantined: boolean;
  connection: AgentConnection;
  os: string | null;
  power: unknown;
  unmanaged: unknown;
  lidClosed: boolean | null;
  hasSession: boolean;
  hasCopy: boolean;
  block: { kind: 'booking' | 'maintenance' | 'hold'; startsAt: Date; bookingId: string | null } | null;
};
export type PowerRow = Omit<Raw, 'power' | 'unmanaged'> & {
  facts: PowerFacts | null;
  unmanaged: UnmanagedProcess[];
  known: PowerKnown;
  words: string;
  wakeAt: Date | null;
  /** There is no row of it yet. */
  isNew: boolean;
};

/** Every active machine with what needs it now and next; in a fixed number of statements. */
export async function readPowerRows(ctx: Pick<ServiceContext, 'db' | 'now'>): Promise<PowerRow[]> {
  const now = ctx.now();
  const raw = await ctx.db.$queryRaw<(Omit<Raw, 'block'> & BlockColumns)[]>`
    SELECT m.id, m.name, m.simulated, m."powerMode", m."powerIdleMinutes",
      m."drainBy" IS NOT NULL AS "isDraining", m."quarantinedAt" IS NOT NULL AS "isQuarantined",
      coalesce(a.state::text, 'never') AS connection, r.facts->>'os' AS os, r.facts->'power' AS power,
      r.facts->'unmanaged' AS unmanaged, (r.facts->>'lidClosed')::boolean AS "lidClosed",
      EXISTS (SELECT FROM "SessionRank" k JOIN "Session" s ON s.id = k."sessionId"
        WHERE k."machineId" = m.id AND s.state::text = ANY(${LIVE_STATES})) AS "hasSession",
      EXISTS (SELECT FROM "ModelCopy" c WHERE (c."machineId" = m.id OR c."fromMachineId" = m.id)
        AND c.state::text = ANY(${UNDER_WAY})) AS "hasCopy",
      b.kind::text AS "blockKind", b."startsAt" AS "blockStartsAt", b."bookingId"
    FROM "Machine" m
    LEFT JOIN "Agent" a ON a."machineId" = m.id
    LEFT JOIN "MachineReport" r ON r."machineId" = m.id
    LEFT JOIN LATERAL (
      SELECT kind, "startsAt", "bookingId" FROM "MachineBlock"
      WHERE "machineId" = m.id AND holds AND "endsAt" > ${now} AND ("expiresAt" IS NULL OR "expiresAt" > ${now})
      ORDER BY "startsAt" LIMIT 1
    ) b ON true
    WHERE m.status = 'active' ORDER BY m.id LIMIT ${MOST_MACHINES}`;
  const powers = await ctx.db.machinePower.findMany();
  const powerOf = new Map(powers.map((it) => [it.machineId, it]));
  return raw.map((it) => toRow(it, powerOf.get(it.id) ?? null, now));
}

type BlockColumns = {
  blockKind: 'booking' | 'maintenance' | 'hold' | null;
  blockStartsAt: Date | null;
  bookingId: string | null;
};

function toRow(
  { power, unmanaged, blockKind, blockStartsAt, bookingId, ...it }: Omit<Raw, 'block'> & BlockColumns,
  kept: MachinePower | null,
  now: Date,
): PowerRow {
  const state = PowerState.catch('awake').parse(kept?.state);
  return {
    ...it,
    block: blockKind && { kind: blockKind, startsAt: blockStartsAt!, bookingId },
    facts: PowerFacts.safeParse(power).data ?? null,
    unmanaged: UnmanagedProcess.array().safeParse(unmanaged).data ?? [],
    known: {
      state,
      since: kept?.since ?? now,
      neededAt: kept?.neededAt ?? now,
      byHand: kept?.byHand ?? false,
      tries: kept?.tries ?? 0,
      nextTryAt: kept?.nextTryAt ?? null,
      notBefore: kept?.notBefore ?? null,
    },
    words: kept?.words ?? '',
    wakeAt: kept?.wakeAt ?? null,
    isNew: kept === null,
  };
}

export const wakeableOf = ({ id, name, simulated, facts }: PowerRow): Wakeable => ({
  id,
  name,
  simulated,
  wakeAddresses: facts?.wakeAddresses ?? [],
});

/** Those that can send a packet now and are not about to sleep themselves. */
export const awakeOf = (rows: readonly PowerRow[]): PowerRow[] =>
  rows.filter((it) => it.connection === 'online' && it.facts !== null && it.known.state === 'awake');

/** A machine as it is decided on. */
export function sightOf(row: PowerRow, rows: readonly PowerRow[], lab: LabPowerRule, now: Date): PowerSight {
  const isNow = row.block !== null && row.block.startsAt <= now;
  return {
    ...row.known,
    rule: ruleOf(row, lab),
    connection: row.connection,
    need: needOf({
      ...row,
      block: isNow ? row.block!.kind : null,
      inUse: row.connection === 'online' ? (row.facts?.inUse ?? null) : null,
      unmanaged: row.connection === 'online' ? row.unmanaged : [],
    }),
    nextNeedAt: isNow ? null : (row.block?.startsAt ?? null),
    obstacle: obstacleOf(row.facts, {
      os: row.os,
      isQuarantined: row.isQuarantined,
      lidClosed: row.lidClosed,
      noWaker: whyNoWaker(wakeableOf(row), awakeOf(rows).map(wakeableOf)),
    }),
  };
}
