import type { EngineState, MachineFacts } from '../schemas/machine.ts';
import type { HardwareRow } from '../schemas/machine-history.ts';
import type { AssetChanges, AssetFields } from '../schemas/register.ts';
import { formatGigabytes, formatMemory, listNames } from './format.ts';
import { readSerial } from './serials.ts';
import { formatSoldDisk, soldDiskBytes } from './sold-disk.ts';

type Entered = Pick<AssetFields, 'catalogId' | 'memoryBytes' | 'diskBytes' | 'serial'>;
/** Of the catalogue: what was entered, and what the facts point at. */
type Catalogue = {
  enteredName: string | null;
  enteredChip: string | null;
  foundId: string | null;
  foundName: string | null;
  bandwidthGbPerSecond: number | null;
};
export type HardwareInput = {
  facts: MachineFacts | null;
  engine: EngineState | null;
  /** When its agent told all of it. */
  reportedAt: Date | null;
  entered: Entered;
  catalogue: Catalogue;
  /** The serial is for who keeps the register. */
  mayEdit: boolean;
};
type Compared = Pick<HardwareRow, 'entered' | 'isDrift' | 'take'>;
type Observed = { observed: string | null; detail?: string | null };
/** Where a fact comes from, on macOS and on Linux; `probe` tells its look from others of the same command. */
type Source = readonly [mac: string, linux: string, probe?: string];

const NOTHING: Compared = { entered: null, isDrift: false, take: null };
const CATALOGUE = 'catalogue';
/** A kernel keeps a little of the memory for itself. */
const SAME_SIZE = 0.03;

/** Each fact of the hardware, what its agent sees beside what people entered. */
export function hardwareRows(input: HardwareInput): HardwareRow[] {
  const { facts, engine, entered, catalogue, mayEdit } = input;
  const row = (
    fact: string,
    label: string,
    source: Source,
    { observed, detail = null }: Observed,
    compared: Compared = NOTHING,
  ): HardwareRow => ({ fact, label, observed, detail, ...compared, ...sourceOf(input, source, observed) });
  const isMac = facts?.os !== 'linux';
  const memory = facts?.memoryBytes ?? null;
  const disk = facts?.diskTotalBytes == null ? null : soldDiskBytes(facts.diskTotalBytes);
  const serial = readSerial(facts?.serial);
  return [
    row(
      'model',
      'Model',
      ['sysctl', '/sys/class/dmi'],
      modelOf(input),
      compareModel(entered.catalogId, catalogue),
    ),
    row('chip', 'Chip', ['sysctl, ioreg', '/proc/cpuinfo'], chipOf(facts), compareChip(facts, catalogue)),
    row(
      'memory',
      'Memory',
      ['sysctl', '/proc/meminfo'],
      { observed: memory === null ? null : formatMemory(memory) },
      compareSize('memoryBytes', memory, entered.memoryBytes, formatMemory),
    ),
    ...(isMac ? [row('wired', 'Wired limit', ['sysctl', ''], { observed: wiredWords(facts) })] : []),
    row(
      'disk',
      'Disk',
      ['statfs', 'statfs'],
      { observed: disk === null ? null : formatSoldDisk(disk), detail: freeWords(facts) },
      compareSize('diskBytes', disk, entered.diskBytes, formatSoldDisk),
    ),
    ...(mayEdit
      ? [
          row(
            'serial',
            'Serial',
            ['ioreg', '/sys/class/dmi', 'IOPlatformExpertDevice'],
            { observed: serial },
            compareSerial(serial, entered.serial),
          ),
        ]
      : []),
    row('bandwidth', 'Bandwidth', [CATALOGUE, CATALOGUE], { observed: bandwidthWords(catalogue) }),
    row('os', isMac ? 'macOS' : 'System', ['sw_vers', '/etc/os-release'], {
      observed: facts?.osVersion ?? null,
      detail: facts?.osBuild ?? null,
    }),
    row('engine', 'Engine', ['pip', 'pip'], { observed: engineWords(engine), detail: engineDetail(engine) }),
    ...(isMac ? [row('rdma', 'RDMA', ['rdma_ctl, ibv_devinfo', ''], rdmaOf(facts))] : []),
  ];
}

/** What was asked, when, and why it gave nothing: by its probe where the agent tells of it. */
function sourceOf(
  { facts, reportedAt }: HardwareInput,
  [mac, linux, mark]: Source,
  observed: string | null,
): Pick<HardwareRow, 'source' | 'readAt' | 'problem'> {
  const named = facts?.os === 'linux' ? linux : mac;
  if (named === CATALOGUE) return { source: named, readAt: null, problem: null };
  if (facts?.simulated) return { source: 'simulated', readAt: reportedAt, problem: null };
  const marks = named === mac && mark ? [mark] : named.split(', ');
  const probe = facts?.probes?.find((it) => marks.some((word) => it.source.includes(word)));
  const problem = observed === null && probe && !probe.ok ? probe.problem : null;
  return { source: named, readAt: probe?.at ?? reportedAt, problem };
}

/** A number beside another one: `same`, or what was entered with the way to take what was observed. */
function compareSize(
  key: 'memoryBytes' | 'diskBytes',
  observed: number | null,
  entered: number | null,
  format: (bytes: number) => string,
): Compared {
  if (entered === null) return NOTHING;
  if (observed === null) return { ...NOTHING, entered: format(entered) };
  if (Math.abs(observed - entered) <= SAME_SIZE * entered) return { ...NOTHING, entered: 'same' };
  return drift(format(entered), `Take ${format(observed)}`, { [key]: observed });
}

const drift = (entered: string, label: string, changes: AssetChanges): Compared => ({
  entered,
  isDrift: true,
  take: { label, changes },
});

function compareModel(entered: string | null, { enteredName, foundId, foundName }: Catalogue): Compared {
  if (entered === null) return NOTHING;
  if (foundId === null) return { ...NOTHING, entered: enteredName ?? entered };
  if (foundId === entered) return { ...NOTHING, entered: 'same' };
  return drift(enteredName ?? entered, `Take ${foundName}`, { catalogId: foundId });
}

/** It follows from the model that was entered; taking the observed one is the model's business. */
function compareChip(facts: MachineFacts | null, { enteredChip }: Catalogue): Compared {
  if (enteredChip === null) return NOTHING;
  const observed = chipOf(facts).observed;
  if (observed === null || observed === enteredChip)
    return { ...NOTHING, entered: observed === null ? enteredChip : 'same' };
  return { entered: enteredChip, isDrift: true, take: null };
}

function compareSerial(observed: string | null, entered: string | null): Compared {
  if (entered === null || observed === null) return { ...NOTHING, entered };
  if (observed === entered) return { ...NOTHING, entered: 'same' };
  return drift(entered, `Take ${observed}`, { serial: observed });
}

const modelOf = ({ facts, catalogue }: HardwareInput): Observed => {
  const identifier = facts?.hwModel ?? null;
  return { observed: catalogue.foundName ?? identifier, detail: catalogue.foundName && identifier };
};

function chipOf(facts: MachineFacts | null): Observed {
  const cores = [
    facts?.cpuCores == null ? null : `${facts.cpuCores} cores`,
    facts?.gpuCores == null ? null : `${facts.gpuCores} GPU cores`,
  ];
  return {
    observed: facts?.chip?.replace(/^Apple /, '') ?? null,
    detail: cores.filter(Boolean).join(', ') || null,
  };
}

function wiredWords(facts: MachineFacts | null): string | null {
  if (facts?.wiredLimitBytes == null) return null;
  return facts.wiredLimitBytes === 0 ? 'left to macOS' : formatMemory(facts.wiredLimitBytes);
}

const freeWords = (facts: MachineFacts | null): string | null =>
  facts?.diskFreeBytes == null ? null : `${formatGigabytes(facts.diskFreeBytes)} free`;

const bandwidthWords = ({ bandwidthGbPerSecond: rate }: Catalogue): string | null =>
  rate === null ? null : `${rate}\u202fGB/s`;

function engineWords(engine: EngineState | null): string | null {
  if (!engine) return null;
  return engine.mlx === null ? (engine.ready ? 'ready' : 'not ready') : `MLX ${engine.mlx}`;
}

function engineDetail(engine: EngineState | null): string | null {
  if (!engine) return null;
  const parts = [
    engine.mlxLm && `mlx-lm ${engine.mlxLm}`,
    engine.python && `Python ${engine.python}`,
    engine.backends.length > 0 && `joins others by ${listNames(engine.backends)}`,
    !engine.ready && `not ready: ${engine.message ?? 'no reason given'}`,
  ];
  return parts.filter(Boolean).join(', ') || null;
}

function rdmaOf(facts: MachineFacts | null): Observed {
  const { enabled = null, devices = null } = facts?.rdma ?? {};
  const active = devices?.filter((it) => it.portActive).length;
  return {
    observed: enabled === null ? null : enabled ? 'enabled' : 'not enabled',
    detail: devices && devices.length > 0 ? `${active} of ${devices.length} ports active` : null,
  };
}
