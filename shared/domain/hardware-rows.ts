import type { EngineState, MachineFacts } from '../schemas/machine.ts';
import type { HardwareRow } from '../schemas/machine-history.ts';
import { formatGigabytes, formatMemory, listNames } from './format.ts';
import {
  type Catalogue,
  chipName,
  type Compared,
  compareHardware,
  type Entered,
  NOTHING,
  seenHardware,
} from './hardware-drift.ts';
import { formatSoldDisk } from './sold-disk.ts';

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
type Observed = { observed: string | null; detail?: string | null };
/** Where a fact comes from, on macOS and on Linux; `probe` tells its look from others of the same command. */
type Source = readonly [mac: string, linux: string, probe?: string];

const CATALOGUE = 'catalogue';

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
  const { memory, disk, serial } = seenHardware(facts);
  const compared = compareHardware(facts, entered, catalogue);
  return [
    row('model', 'Model', ['sysctl', '/sys/class/dmi'], modelOf(input), compared.model),
    row('chip', 'Chip', ['sysctl, ioreg', '/proc/cpuinfo'], chipOf(facts), compared.chip),
    row(
      'memory',
      'Memory',
      ['sysctl', '/proc/meminfo'],
      { observed: memory === null ? null : formatMemory(memory) },
      compared.memory,
    ),
    ...(isMac ? [row('wired', 'Wired limit', ['sysctl', ''], { observed: wiredWords(facts) })] : []),
    row(
      'disk',
      'Disk',
      ['statfs', 'statfs'],
      { observed: disk === null ? null : formatSoldDisk(disk), detail: freeWords(facts) },
      compared.disk,
    ),
    ...(mayEdit
      ? [
          row(
            'serial',
            'Serial',
            ['ioreg', '/sys/class/dmi', 'IOPlatformExpertDevice'],
            { observed: serial },
            compared.serial,
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
    observed: chipName(facts),
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
  if (engine.product) return `${engine.product.name} ${engine.product.version}`;
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
