import type { AgentConnection, MachineHolder } from '@/shared/schemas/machine.ts';
import type { BlockRow, LiveRankRow, MachineRow } from './rows.ts';

type Facts = {
  machine: Pick<MachineRow, 'status' | 'cordonedAt'>;
  connection: AgentConnection;
  /** Of this machine, by start. */
  blocks: BlockRow[];
  rank: LiveRankRow | null;
  now: Date;
};

const NOBODY: MachineHolder = {
  kind: 'free',
  bookingId: null,
  sessionId: null,
  rank: null,
  personName: null,
  purpose: null,
  modelTitle: null,
  until: null,
  nextStartsAt: null,
  nextPersonName: null,
  nextKind: null,
};

/** Who has the machine now and who comes next. A machine that can't be asked is unknown, never free. */
export function toHolder({ machine, connection, blocks, rank, now }: Facts): MachineHolder {
  const current = blocks.find((it) => it.blockStartsAt <= now);
  const next = blocks.find((it) => it.blockStartsAt > now);
  const upcoming = {
    nextStartsAt: next?.startsAt ?? null,
    nextPersonName: next?.personName ?? null,
    nextKind: next?.kind ?? null,
  };
  if (current?.kind === 'maintenance') {
    return {
      ...NOBODY,
      ...upcoming,
      kind: 'maintenance',
      purpose: current.purpose,
      until: current.blockEndsAt,
    };
  }
  if (current) {
    return {
      kind: 'other',
      bookingId: current.bookingId,
      sessionId: rank?.sessionId ?? null,
      rank: rank?.rank ?? null,
      personName: current.personName,
      purpose: current.purpose,
      modelTitle: rank?.modelTitle ?? null,
      until: current.endsAt > now ? current.endsAt : current.blockEndsAt,
      ...upcoming,
    };
  }
  if (machine.status !== 'active' || machine.cordonedAt !== null)
    return { ...NOBODY, ...upcoming, kind: 'maintenance' };
  const isReachable = connection === 'online' || connection === 'suspect' || connection === 'asleep';
  return { ...NOBODY, ...upcoming, kind: isReachable ? 'free' : 'unknown' };
}
