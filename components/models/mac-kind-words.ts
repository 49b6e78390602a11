import type { SourcedField } from '@/shared/data/mac-kind-sources.ts';
import { formatCount, formatWatts } from '@/shared/domain/format.ts';
import type { MacKindView } from './types.ts';

export type KindFact = { name: string; value: string | null; field: SourcedField };

const listOf = (values: readonly number[]): string | null => (values.length === 0 ? null : values.join(', '));
const yesNo = (value: boolean | null): string | null => (value === null ? null : value ? 'yes' : 'no');

/** What a kind of Mac has, field by field; null is "nobody has established it". */
export function kindFacts(kind: MacKindView): KindFact[] {
  const { thunderbolt, rdma, bandwidth } = kind;
  const rates = [...new Set(bandwidth.map(({ gbPerSecond }) => gbPerSecond))].toSorted((a, b) => a - b);
  return [
    { name: 'Identifier', value: kind.hwModels.join(', '), field: 'hwModels' },
    { name: 'Chip', value: kind.chip, field: 'chip' },
    { name: 'CPU cores', value: listOf(kind.cpuCores), field: 'cpuCores' },
    { name: 'GPU cores', value: listOf(kind.gpuCores), field: 'gpuCores' },
    { name: 'Memory, GB', value: listOf(kind.memoryGb), field: 'memoryGb' },
    {
      name: 'Bandwidth',
      value: rates.length === 0 ? null : `${rates.map(formatCount).join(' or ')} GB/s`,
      field: 'bandwidth',
    },
    { name: 'Neural accelerators', value: yesNo(kind.hasNeuralAccelerators), field: 'hasNeuralAccelerators' },
    { name: 'Thunderbolt', value: thunderboltWords(thunderbolt), field: 'thunderbolt' },
    { name: 'RDMA', value: rdmaWords(rdma), field: 'rdma' },
    { name: 'Idle', value: kind.idleWatts === null ? null : formatWatts(kind.idleWatts), field: 'idleWatts' },
    { name: 'At most', value: kind.maxWatts === null ? null : formatWatts(kind.maxWatts), field: 'maxWatts' },
  ];
}

function thunderboltWords({ version, ports }: MacKindView['thunderbolt']): string | null {
  if (version === null) return null;
  if (version === 0) return 'none';
  return ports === null ? `${version}, ports unknown` : `${version}, ${ports} ports`;
}

function rdmaWords({ capable, minMacos, usablePorts, allPorts }: MacKindView['rdma']): string | null {
  if (capable === null) return null;
  if (!capable) return 'no';
  const from = minMacos === null ? '' : `, from macOS ${minMacos}`;
  if (usablePorts === null) return `yes${from}`;
  const ports =
    allPorts !== null && allPorts !== usablePorts ? `${usablePorts} of ${allPorts}` : String(usablePorts);
  return `on ${ports} ports${from}`;
}
