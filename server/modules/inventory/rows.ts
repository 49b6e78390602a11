import type {
  Agent,
  BlockKind,
  Link,
  Machine,
  MachinePower,
  MachineReport,
} from '@/prisma/generated/client.ts';

export type MachineRow = Machine & { agent: Agent | null; power: MachinePower | null };
export type InventoryMachine = MachineRow & { report: MachineReport | null };
/** Time taken. Of what has no booking (maintenance) the booking's columns are null. */
export type BlockRow = {
  machineId: string;
  kind: BlockKind;
  bookingId: string | null;
  blockStartsAt: Date;
  blockEndsAt: Date;
  startsAt: Date;
  endsAt: Date;
  /** What for; of maintenance its note. */
  purpose: string | null;
  personId: string | null;
  personName: string | null;
};
export type LiveRankRow = {
  machineId: string;
  sessionId: string;
  rank: number;
  bookingId: string;
  modelTitle: string;
};
export type WarmRow = { machineId: string; sessionId: string; modelTitle: string; until: Date };
export type InventoryRows = {
  machines: InventoryMachine[];
  links: Link[];
  blocks: BlockRow[];
  sessions: LiveRankRow[];
  warm: WarmRow[];
};
