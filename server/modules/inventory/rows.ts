import type { Agent, Link, Machine, Sample } from '@/prisma/generated/client.ts';

export type MachineRow = Machine & { agent: Agent | null };
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
  machines: MachineRow[];
  links: Link[];
  samples: SampleRow[];
  blocks: BlockRow[];
  sessions: LiveRankRow[];
};
