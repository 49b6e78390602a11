import type { EngineState, MachineFacts } from '../schemas/machine.ts';
import type { HardwareRow } from '../schemas/machine-history.ts';
import type { AssetChanges, AssetFields } from '../schemas/register.ts';
import { formatGigabytes, formatMemory, listNames } from './format.ts';
import { formatSoldDisk, soldDiskBytes } from './sold-disk.ts';

type Entered = Pick<AssetFields, 'catalogId' | 'memoryBytes' | 'diskBytes' | 'serial'>;
/** Of the catalogue: what was entered, and what the facts point at. */
type Catalogue = {
  enteredName: string | null;
  foundId: string | null;
  foundName: string | null;
  bandwidthGbPerSecond: number | null;
};
export type HardwareInput = {
  facts: MachineFacts | null;
  engine: EngineState | null;
  entered: Entered;
  catalogue: Catalogue;
  /** The serial is for who keeps the register. */
  mayEdit: boolean;
};
type Compared = Pick<HardwareRow, 'entered' | 'isDrift' | 'take'>;

const NOTHING: Compared = { entered: null, isDrift: false, take: null };

/** Each fact of the hardware, what its agent sees beside what people entered. */
export function hardwareRows({ facts, engine, entered, catalogue, mayEdit }: HardwareInput): HardwareRow[] {
  const isMac = facts?.os === 'macos';
  const by = (mac: string, linux: string) => (isMac ? mac : linux);
  const serial = facts?.serial ?? null;
  const disk = facts?.diskTotalBytes == null ? null : soldDiskBytes(facts.diskTotalBytes);
  const row = (
    fact: string,
    label: string,
    observed: string | null,
    source: string,
    more: Partial<HardwareRow> = {},
  ): HardwareRow => ({ fact, label, observed, source, detail: null, ...NOTHING, ...more });
  return [
    row('model', 'Model', catalogue.foundName ?? facts?.hwModel ?? null, by('sysctl', '/sys'), {
      detail: facts?.hwModel ?? null,
      ...compareModel(entered.catalogId, catalogue),
    }),
    row('chip', 'Chip', facts?.chip?.replace(/^Apple /, '') ?? null, by('sysctl, ioreg', '/proc'), {
      detail: coresOf(facts),
    }),
    row('memory', 'Memory', bytes(facts?.memoryBytes, formatMemory), by('sysctl', '/proc'), {
      detail: wiredWords(facts),
      ...compareSize('memoryBytes', facts?.memoryBytes ?? null, entered.memoryBytes, formatMemory),
    }),
    row('disk', 'Disk', bytes(disk, formatSoldDisk), 'statvfs', {
      detail: facts?.diskFreeBytes == null ? null : `${formatGigabytes(facts.diskFreeBytes)} free`,
      ...compareSize('diskBytes', disk, entered.diskBytes, formatSoldDisk),
    }),
    ...(mayEdit
      ? [row('serial', 'Serial', serial, by('ioreg', '/sys'), compareSerial(serial, entered.serial))]
      : []),
    row('bandwidth', 'Bandwidth', bandwidthWords(catalogue), 'catalogue'),
    row('os', by('macOS', 'System'), facts?.osVersion ?? null, by('sw_vers', '/etc/os-release'), {
      detail: facts?.osBuild ?? null,
    }),
    row('engine', 'Engine', engineWords(engine), 'pip', { detail: engineDetail(engine) }),
    ...(isMac || !facts
      ? [row('rdma', 'RDMA', rdmaWords(facts), 'rdma_ctl, ibv_devinfo', { detail: rdmaDetail(facts) })]
      : []),
  ];
}

const bytes = (value: number | null | undefined, format: (bytes: number) => string): string | null =>
  value == null ? null : format(value);

/** A number beside another one: `same`, or what was entered with the way to take what was observed. */
function compareSize(
  key: 'memoryBytes' | 'diskBytes',
  observed: number | null,
  entered: number | null,
  format: (bytes: number) => string,
): Compared {
  if (entered === null) return NOTHING;
  if (observed === null) return { ...NOTHING, entered: format(entered) };
  // As they are read: a byte more or less is no other size.
  if (format(observed) === format(entered)) return { ...NOTHING, entered: 'same' };
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

function compareSerial(observed: string | null, entered: string | null): Compared {
  if (entered === null || observed === null) return { ...NOTHING, entered };
  if (observed.trim().toUpperCase() === entered) return { ...NOTHING, entered: 'same' };
  return drift(entered, `Take ${observed}`, { serial: observed });
}

function coresOf(facts: MachineFacts | null): string | null {
  const cores = [
    facts?.cpuCores == null ? null : `${facts.cpuCores} cores`,
    facts?.gpuCores == null ? null : `${facts.gpuCores} GPU cores`,
  ];
  return cores.filter(Boolean).join(', ') || null;
}

function wiredWords(facts: MachineFacts | null): string | null {
  if (facts?.wiredLimitBytes == null) return null;
  return facts.wiredLimitBytes === 0
    ? 'wired limit left to macOS'
    : `wired limit ${formatMemory(facts.wiredLimitBytes)}`;
}

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
    engine.backends.length > 0 && `joins by ${listNames(engine.backends)}`,
    !engine.ready && (engine.message ?? 'not ready'),
  ];
  return parts.filter(Boolean).join(', ') || null;
}

function rdmaWords(facts: MachineFacts | null): string | null {
  const enabled = facts?.rdma?.enabled ?? null;
  return enabled === null ? null : enabled ? 'enabled' : 'not enabled';
}

function rdmaDetail(facts: MachineFacts | null): string | null {
  const devices = facts?.rdma?.devices;
  if (!devices) return null;
  const active = devices.filter((it) => it.portActive).length;
  return `${active} of ${devices.length} ports active`;
}
