/*
 * How long a model stays loaded after its booking for whoever is next. It does so only while nobody and no rule needs
 * its machines; from the end of the booking on its time and energy are the lab's, as a machine's at rest are.
 */
const MINUTE_MS = 60_000;

/** What holds a machine now or next, beside the booking that has just ended. */
export type NextBlock = {
  kind: 'booking' | 'maintenance' | 'hold';
  startsAt: Date;
  /** Of a booking: all of its machines, and the model that was chosen for it; null: none yet. */
  machineIds: readonly string[];
  startModelId: string | null;
};
export type WarmMachine = {
  id: string;
  name: string;
  /** Why it takes no session, as a clause; null: it does. */
  withheld: string | null;
  /** Its rule puts it to sleep after so many minutes of rest; null: it stays awake. */
  sleepsAfterMinutes: number | null;
  next: NextBlock | null;
};
export type WarmSight = {
  modelId: string;
  /** When its booking ended, and it with it. */
  endedAt: Date;
  /** The lab's rule; 0 keeps nothing. */
  keepMinutes: number;
  machines: readonly WarmMachine[];
};
export type WarmDecision =
  | { keep: true; until: Date }
  /** `why`: a sentence. */
  | { keep: false; why: string };

const isSameSet = (block: NextBlock, machines: readonly WarmMachine[]): boolean =>
  block.machineIds.length === machines.length && machines.every((it) => block.machineIds.includes(it.id));

/** Why what comes next on the machine can't take the model over, as a clause; null: it may. */
function whyInTheWay(
  block: NextBlock,
  machine: WarmMachine,
  { machines, modelId }: WarmSight,
): string | null {
  if (block.kind === 'maintenance') return `maintenance of ${machine.name} begins`;
  if (block.kind === 'hold') return `${machine.name} is held for somebody`;
  if (!isSameSet(block, machines)) return `another booking needs ${machine.name}`;
  if (block.startModelId !== null && block.startModelId !== modelId)
    return 'the next booking starts another model';
  return null;
}

/** Whether a model that is loaded stays so, and until when at the latest. */
export function decideWarm(sight: WarmSight, now: Date): WarmDecision {
  if (sight.keepMinutes <= 0) return { keep: false, why: 'The lab keeps no models warm.' };
  const limits = [sight.keepMinutes];
  let until = Number.POSITIVE_INFINITY;
  for (const machine of sight.machines) {
    if (machine.withheld !== null)
      return { keep: false, why: `${machine.name} takes no session: ${machine.withheld}.` };
    if (machine.sleepsAfterMinutes !== null) limits.push(machine.sleepsAfterMinutes);
    const { next } = machine;
    const why = next && whyInTheWay(next, machine, sight);
    if (!next || why === null) continue;
    if (next.startsAt <= now) return { keep: false, why: `It was ended, for ${why}.` };
    until = Math.min(until, next.startsAt.getTime());
  }
  until = Math.min(until, sight.endedAt.getTime() + Math.min(...limits) * MINUTE_MS);
  if (until <= now.getTime()) return { keep: false, why: 'Nobody took it over in time.' };
  return { keep: true, until: new Date(until) };
}

export type WarmGroup = {
  modelId: string;
  modelFingerprint: string;
  backend: string;
  parallelism: string;
  engineSettings: string;
  mlx: string | null;
  provesAnswers: boolean;
  /** In any order. */
  machineIds: readonly string[];
};

/**
 * What a start wants and the ranks are not, as a clause; null: they are what it would load. `hasProof`: its processes have
 * answered as is known, be it for a session before it, which they were taken over from.
 */
export function whyNotTaken(wanted: WarmGroup, warm: WarmGroup & { hasProof: boolean }): string | null {
  if ([...wanted.machineIds].sort().join() !== [...warm.machineIds].sort().join()) return 'other machines';
  if (wanted.modelId !== warm.modelId) return 'another model';
  if (wanted.modelFingerprint !== warm.modelFingerprint) return 'another revision of the model';
  if (wanted.parallelism !== warm.parallelism) return 'another split';
  if (wanted.backend !== warm.backend) return 'another backend';
  if (wanted.engineSettings !== warm.engineSettings) return 'other settings of the engine';
  if (wanted.mlx !== warm.mlx) return 'another version of MLX';
  if (wanted.provesAnswers && !warm.hasProof) return 'answers that were proved';
  return null;
}
