import { mkdirSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { findMacModel } from '@/shared/data/mac-models.ts';
import { wattRange } from '@/shared/domain/simulated-power.ts';
import type { EngineState, MachineFacts } from '@/shared/schemas/machine.ts';
import type { RunArguments } from './arguments.ts';
import type { readEnv } from './env.ts';
import type { Journal } from './journal.ts';
import { log, messageOf } from './log.ts';
import { createMachineGuard, type MachineGuard } from './machine-guard.ts';
import { hostPower } from './power/host-power.ts';
import { lookAtPower, type PowerPort } from './power/power.ts';
import { simulatedPower } from './power/simulated-power.ts';
import { runCommand } from './probes/run.ts';
import type { PortalClock } from './portal-clock.ts';
import { scanModels } from './model-folders/scan-models.ts';
import type { CopyReports } from './model-store/copy-reports.ts';
import { openFileStore } from './model-store/file-store.ts';
import type { ModelStore } from './model-store/model-store.ts';
import { quotaOf } from './model-store/policy.ts';
import { type Meters, openMeters, probeMachine } from './probes/index.ts';
import { enginePython, readEngine, setUpEngine } from './runtime/mlx/engine.ts';
import { createMlxRuntime, type MlxRuntimeOptions } from './runtime/mlx/mlx-runtime.ts';
import type { Runtime, RuntimeEvents } from './runtime/runtime.ts';
import { openSimulatedDisk } from './runtime/simulated/simulated-disk.ts';
import { idleLoad } from './runtime/simulated/simulated-load.ts';
import { simulateMachine } from './runtime/simulated/simulated-machine.ts';
import { openSimulatedMeters } from './runtime/simulated/simulated-meters.ts';
import { createSimulatedRuntime } from './runtime/simulated/simulated-runtime.ts';
import { openSimulatedStore } from './runtime/simulated/simulated-store.ts';

/** Files that are part of the program; the bundle carries them as text. */
export type ProgramTexts = {
  rankProgram: string;
  rankLinks: string;
  rankPrompts: string;
  requirements: string;
};

export type OpenOptions = {
  args: RunArguments;
  env: ReturnType<typeof readEnv>;
  texts: ProgramTexts;
  journal: Pick<Journal, 'write'>;
  localAddress(): string;
  events: RuntimeEvents;
  /** Something worth telling the portal has changed. */
  onChange(): void;
  nowMs(): number;
  clock: Pick<PortalClock, 'now'>;
  /** Of another engine than MLX. */
  makeRuntime?: MakeRuntime | undefined;
};
export type StoreParts = { reports: CopyReports; isInUse(modelId: string): boolean };
export type OpenedRuntime = {
  runtime: Runtime;
  /** Opens what copies the machine's models, real or played. */
  openStore(parts: StoreParts): ModelStore;
  meters: Meters;
  maxPowerWatts: number | null;
  probe(): Promise<MachineFacts>;
  guard: MachineGuard;
  power: PowerPort;
  /** How long the machine's system has run. */
  uptimeMs(): number;
};

/** What of this machine an engine works with. */
export type EngineParts = Pick<MlxRuntimeOptions, 'hostId' | 'modelRoots' | 'sessionsFolder' | 'guard'>;
/** Makes the runtime of an engine; another than MLX is put in here. */
export type MakeRuntime = (options: OpenOptions, parts: EngineParts) => Runtime;

/** The machine this agent speaks for: the one it runs on, with its engine, or a simulated one. */
export function openRuntime(options: OpenOptions): Promise<OpenedRuntime> {
  return options.args.simulate === null
    ? openReal(options)
    : Promise.resolve(openSimulated(options, options.args.simulate));
}

export const modelRootsOf = (args: { dataFolder: string; modelsFolder: string | null }): string[] =>
  [join(args.dataFolder, 'models'), args.modelsFolder].filter((it) => it !== null);

const makeMlx: MakeRuntime = (options, parts) => {
  const { args, env, texts, localAddress, journal, events } = options;
  const rankProgram = join(args.dataFolder, 'rank.py');
  writeFileSync(rankProgram, texts.rankProgram, { mode: 0o600 });
  writeFileSync(join(args.dataFolder, 'rank_links.py'), texts.rankLinks, { mode: 0o600 });
  writeFileSync(join(args.dataFolder, 'rank_prompts.py'), texts.rankPrompts, { mode: 0o600 });
  return createMlxRuntime({
    ...parts,
    readEngine: prepareEngine(options, env.ESPALIER_PYTHON),
    program: { command: enginePython(args.engineFolder), args: [rankProgram] },
    localAddress,
    stallMs: env.ESPALIER_STALL_MS,
    journal,
    events,
  });
};

async function openReal(options: OpenOptions): Promise<OpenedRuntime> {
  const { args, makeRuntime = makeMlx } = options;
  const modelRoots = modelRootsOf(args);
  const probe = () => probeMachine({ modelsFolder: args.dataFolder });
  const facts = await probe();
  const sessionsFolder = join(args.dataFolder, 'sessions');
  mkdirSync(sessionsFolder, { recursive: true, mode: 0o700 });
  const { maxWatts } = findMacModel(facts.hwModel, facts.chip, facts.memoryBytes, facts.gpuCores);
  const meters = await openMeters();
  const power = hostPower(runCommand);
  const guard = createMachineGuard({ mostWatts: maxWatts, nowMs: options.nowMs, now: options.clock.now });
  return {
    guard,
    power,
    uptimeMs: () => uptime() * 1000,
    runtime: makeRuntime(options, { hostId: facts.hostId, modelRoots, sessionsFolder, guard }),
    openStore: (parts) =>
      openFileStore({
        ...parts,
        dataFolder: args.dataFolder,
        root: modelRoots[0]!,
        scan: () => scanModels(modelRoots),
        onChange: options.onChange,
      }),
    meters,
    maxPowerWatts: maxWatts,
    probe: async () => {
      const found = await probe();
      return {
        ...found,
        power: await lookAtPower(power, args.dataFolder),
        copiesModels: true,
        bringsModels: true,
        importsModels: true,
        pacesModels: true,
        modelQuotaBytes: await quotaOf(args.dataFolder),
        probes: [...(found.probes ?? []), ...(meters.evidence?.() ?? [])],
      };
    },
  };
}

/** Sets the engine up in the background when it isn't there; until then its state says how far that is. */
function prepareEngine(
  { args, texts, onChange }: OpenOptions,
  python: string | undefined,
): () => Promise<EngineState> {
  const options = { engineFolder: args.engineFolder, requirements: texts.requirements, python };
  let note: string | null = null;
  void setUpEngine(options, (line) => {
    log(`Engine: ${line}`);
    note = `The engine is being set up: ${line}`;
  })
    .then((state) => state.message)
    .catch((error: unknown) => messageOf(error))
    .then((message) => {
      note = message;
      if (message !== null) log(`The engine is not ready: ${message}`);
      onChange();
    });
  return async () => {
    const state = await readEngine(options);
    return state.ready ? state : { ...state, message: note ?? state.message };
  };
}

const PLAYED_STORE = { copiesModels: true, bringsModels: true, importsModels: true, pacesModels: true };

function openSimulated(options: OpenOptions, catalogId: string): OpenedRuntime {
  const { args, env, events, nowMs, clock, onChange } = options;
  const name = args.name ?? args.dataFolder;
  const machine = simulateMachine(catalogId, name, args.cables, args.unmanaged);
  const load = idleLoad(join(args.dataFolder, 'scenario.json'));
  const guard = createMachineGuard({ mostWatts: wattRange(machine.model).most, nowMs, now: clock.now });
  const power = simulatedPower(machine, load);
  const seed = Number.parseInt(machine.facts.hostId.slice(0, 8), 16);
  const pace = env.ESPALIER_SIMULATED_PACE;
  const disk = openSimulatedDisk(join(args.dataFolder, 'simulated-models.json'), args.lacks);
  return {
    runtime: createSimulatedRuntime({
      machine,
      disk,
      load,
      seed,
      pace,
      stallMs: env.ESPALIER_STALL_MS,
      guard,
      events,
    }),
    guard,
    power,
    // Its agent is all there is of it.
    uptimeMs: () => process.uptime() * 1000,
    openStore: (parts) => openSimulatedStore({ ...parts, disk, pace, onChange }),
    meters: openSimulatedMeters(machine, load, seed),
    maxPowerWatts: machine.model.maxWatts,
    probe: async () => ({
      ...machine.facts,
      ...PLAYED_STORE,
      power: await lookAtPower(power, args.dataFolder),
    }),
  };
}
