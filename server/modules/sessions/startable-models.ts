import { whyCordoned } from '@/shared/domain/cordon.ts';
import { formatMemory } from '@/shared/domain/format.ts';
import { tellUnmanaged, unmanagedBytes } from '@/shared/domain/unmanaged.ts';
import type { AgentModel, Cordon, EngineState, UnmanagedProcess } from '@/shared/schemas/machine.ts';
import type { Parallelism, StartableModel } from '@/shared/schemas/session.ts';

export type MachineForStart = {
  id: string;
  name: string;
  isConnected: boolean;
  /** The portal put it to sleep, and wakes it for its slot. */
  isAsleep?: boolean;
  /** Why it takes nothing now: its agent's identity is in doubt, or its GPU hangs. */
  needsAttention: string | null;
  cordon: Cordon | null;
  /** Its agent is older than the portal, and not all it said can be read. */
  isOutdated: boolean;
  engine: EngineState | null;
  models: AgentModel[];
  /** What Metal lets programs keep there, bytes, and what others' keep of it; null: not known. */
  limitBytes: number | null;
  unmanaged: UnmanagedProcess[] | null;
};

export type JudgedModel = StartableModel & { model: AgentModel };

/** How a model can be split over `size` ranks: the recommended way first. */
function parallelismsFor(model: AgentModel, size: number): Parallelism[] {
  if (size === 1) return ['single'];
  const ways: Parallelism[] = [];
  if (model.tensorSizes.includes(size)) ways.push('tensor');
  if (model.pipelineSizes.includes(size)) ways.push('pipeline');
  return ways;
}

/**
 * Every model that any of the machines holds, and why it can't start on all of them together, in words. The
 * first reason found is told: engine before files before split.
 */
export function judgeModels(machines: MachineForStart[]): JudgedModel[] {
  const byId = new Map<string, AgentModel>();
  for (const machine of machines)
    for (const model of machine.models) if (!byId.has(model.id)) byId.set(model.id, model);
  return [...byId.values()]
    .map((model) => {
      const parallelisms = parallelismsFor(model, machines.length);
      return {
        id: model.id,
        title: model.title,
        description: model.description,
        weightsBytes: model.weightsBytes,
        parallelisms,
        refusal: refusalFor(model, machines, parallelisms),
        model,
      };
    })
    .toSorted(
      (a, b) => Number(a.refusal !== null) - Number(b.refusal !== null) || a.title.localeCompare(b.title),
    );
}

function refusalFor(model: AgentModel, machines: MachineForStart[], ways: Parallelism[]): string | null {
  const away = machines.filter((it) => !it.isConnected);
  const asleep = away.filter((it) => it.isAsleep);
  if (asleep.length > 0)
    return `${names(asleep)} ${asleep.length === 1 ? 'is' : 'are'} asleep and woken for the booking: try again in a minute or two.`;
  if (away.length > 0) return `No word from ${names(away)}. Check that the agent runs there.`;
  const cordoned = machines.find((it) => it.cordon !== null);
  if (cordoned) return whyCordoned(cordoned.name, cordoned.cordon!);
  const doubtful = machines.find((it) => it.needsAttention !== null);
  if (doubtful) return `${doubtful.name} takes no new session. ${doubtful.needsAttention}`;
  const unready = machines.filter((it) => !it.engine?.ready);
  const old = unready.find((it) => !it.engine && it.isOutdated);
  if (old) return `The agent on ${old.name} is older than the portal understands. Update it first.`;
  if (unready.length > 0) {
    return `The engine on ${names(unready)} is not ready: ${unready[0]!.engine?.message ?? 'nothing known yet'}`;
  }
  const without = machines.filter((it) => !it.models.some((held) => held.id === model.id));
  if (without.length > 0)
    return `${names(without)} ${without.length === 1 ? 'does' : 'do'} not hold this model.`;
  const held = machines.map((it) => it.models.find((own) => own.id === model.id)!);
  const broken = held.findIndex((it) => it.problem !== null);
  if (broken >= 0) return `On ${machines[broken]!.name}: ${held[broken]!.problem}`;
  if (held.some((it) => it.fingerprint !== model.fingerprint)) {
    return 'The machines hold different files under this name. Copy the same folder to each.';
  }
  if (ways.length === 0) {
    const sizes = [1, ...new Set([...model.tensorSizes, ...model.pipelineSizes])].toSorted((a, b) => a - b);
    return `This model can't be split over ${machines.length} machines; it can over ${[...new Set(sizes)].join(', ')}.`;
  }
  return crowdedOut(model, machines);
}

/** Where programs of others leave less than a rank's share of the weights alone takes. */
function crowdedOut({ weightsBytes }: AgentModel, machines: MachineForStart[]): string | null {
  const leastBytes = weightsBytes / machines.length;
  for (const { name, limitBytes, unmanaged } of machines) {
    const takenBytes = unmanagedBytes(unmanaged);
    if (takenBytes === 0 || limitBytes === null || leastBytes + takenBytes <= limitBytes) continue;
    return `Of the ${formatMemory(limitBytes)} that ${name} may use, others hold ${tellUnmanaged(unmanaged!)}, and this model needs ${formatMemory(leastBytes)} there at least. Ask them to end it, or choose other machines.`;
  }
  return null;
}

const names = (machines: MachineForStart[]): string => machines.map((it) => it.name).join(', ');
