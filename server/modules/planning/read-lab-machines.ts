import { findMacModel, type FoundMac } from '@/shared/data/mac-models.ts';
import { cordonWords } from '@/shared/domain/cordon.ts';
import { formatMemory } from '@/shared/domain/format.ts';
import type { LabMachine } from '@/shared/domain/lab-sets.ts';
import type { PlanMachine } from '@/shared/domain/planner.ts';
import { tellUnmanaged, unmanagedBytes } from '@/shared/domain/unmanaged.ts';
import type { Link } from '@/shared/domain/topology.ts';
import type { Machine, MachineFacts } from '@/shared/schemas/machine.ts';
import type { ServiceContext } from '../../context.ts';
import { readInventory } from '../inventory/index.ts';
import { gatherHeld, type HeldModel } from '../models/index.ts';

export type LabMachineNow = LabMachine & {
  isRdmaCapable: boolean;
  notes: string[];
  /** As it is entered or reported. */
  register: Pick<
    Machine,
    'status' | 'cordon' | 'catalogId' | 'memoryBytes' | 'chip' | 'modelName' | 'island'
  >;
};

export type LabToPlan = { machines: LabMachineNow[]; links: Link[]; held: HeldModel[] };
/** How they are read: as they are now, or as they were a moment ago for somebody else. */
export type LabMachinesReader = (ctx: ServiceContext) => Promise<LabToPlan>;

/** Every machine that is not retired as the planner sees it, the cables among them, and the models on them. */
export async function readLabMachines(ctx: ServiceContext): Promise<LabToPlan> {
  const { inventory, facts, links, models } = await readInventory(ctx);
  const present = inventory.machines.filter(({ status }) => status !== 'retired');
  const machines = present.map((machine) => toLabMachine(machine, facts.get(machine.id) ?? null));
  return { machines, links, held: gatherHeld(present, models) };
}

function toLabMachine(machine: Machine, facts: MachineFacts | null): LabMachineNow {
  const { id, name, simulated, modelName, memoryBytes } = machine;
  const whyUnknown = whyUnknownOf(name, facts);
  const found = facts && findMacModel(facts.hwModel, facts.chip, facts.memoryBytes, facts.gpuCores);
  return {
    id,
    name,
    simulated,
    kind: memoryBytes === null ? modelName : `${modelName}, ${formatMemory(memoryBytes)}`,
    plan: facts && found && whyUnknown === null ? toPlanMachine(name, facts, found) : null,
    whyUnknown,
    isRdmaCapable: found?.model?.rdma.capable === true,
    notes: notesOf(machine),
    register: {
      status: machine.status,
      cordon: machine.cordon,
      catalogId: machine.catalogId,
      memoryBytes,
      chip: machine.chip,
      modelName,
      island: machine.island,
    },
  };
}

function whyUnknownOf(name: string, facts: MachineFacts | null): string | null {
  if (facts === null) return `${name} has not reported what it is yet. Its agent tells when it joins.`;
  if (facts.os !== 'macos') return `${name} is no Mac: what a model may use there is not known.`;
  if (facts.memoryBytes === null) return `${name} does not report how much memory it has.`;
  return null;
}

function toPlanMachine(name: string, facts: MachineFacts, found: FoundMac): PlanMachine {
  return {
    name,
    chip: found.chip,
    memoryBytes: facts.memoryBytes ?? 0,
    // 0 leaves it to macOS.
    wiredLimitBytes: facts.wiredLimitBytes || null,
    takenBytes: unmanagedBytes(facts.unmanaged),
    bandwidthGbPerSecond: found.bandwidthGbPerSecond,
    gpuCores: facts.gpuCores,
    hasNeuralAccelerators: found.model?.hasNeuralAccelerators ?? null,
    idleWatts: found.idleWatts,
    maxWatts: found.maxWatts,
  };
}

function notesOf(machine: Machine): string[] {
  const { name, status, connection, sharesHostWith, simulated, unmanaged, cordon } = machine;
  const notes: string[] = [];
  if (status === 'maintenance') notes.push(`${name} is in maintenance.`);
  if (cordon) notes.push(`${cordonWords(name, cordon)}: no new session starts on it.`);
  if (status === 'loaned') notes.push(`${name} is lent out.`);
  if (connection === 'never') notes.push(`${name} has not joined yet.`);
  else if (connection === 'asleep') notes.push(`${name} is asleep, and is woken before a booking.`);
  else if (connection !== 'online') notes.push(`${name} is silent: this is what it last reported.`);
  if (unmanagedBytes(unmanaged) > 0)
    notes.push(`On ${name}, not started here: ${tellUnmanaged(unmanaged!)}.`);
  if (sharesHostWith.length > 0 && !simulated) {
    notes.push(`${name} shares its memory with ${sharesHostWith.join(', ')}.`);
  }
  return notes;
}
