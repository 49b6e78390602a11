import type { Agent, Link, Machine, MachineReport, Sample } from '@/prisma/generated/client.ts';

export type MachineRow = Machine & { agent: Agent | null };
export type InventoryMachine = MachineRow & { report: MachineReport | null };
export type SampleRow = Sample;
export type BlockRow = {
  machineId: string;
  bookingId: string;
  blockStartsAt: Date;
  blockEndsAt: Date;
  startsAt: Date;
  endsAt: Date;
  purpose: string;
  personId: string;
  personName: string;
};
export type LiveRankRow = {
  machineId: string;
  sessionId: string;
  rank: number;
  bookingId: string;
  modelTitle: string;
};
export type InventoryRows = {
  machines: InventoryMachine[];
  links: Link[];
  samples: SampleRow[];
  blocks: BlockRow[];
  sessions: LiveRankRow[];
};
