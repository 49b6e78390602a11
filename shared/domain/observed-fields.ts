import type { ToldKind } from '../schemas/machine-history.ts';

type ObservedField = { label: string; kind: ToldKind; isPrivate?: true };

/** What a machine's agent sees that is worth a line when it changes, by its name in MachineFacts. */
export const OBSERVED_FIELDS: Record<string, ObservedField> = {
  hwModel: { label: 'Model identifier', kind: 'text' },
  chip: { label: 'Chip', kind: 'text' },
  serial: { label: 'Serial', kind: 'text', isPrivate: true },
  memoryBytes: { label: 'Memory', kind: 'memory' },
  wiredLimitBytes: { label: 'Wired limit', kind: 'memory' },
  diskTotalBytes: { label: 'Disk', kind: 'bytes' },
  cpuCores: { label: 'CPU cores', kind: 'number' },
  gpuCores: { label: 'GPU cores', kind: 'number' },
  os: { label: 'System', kind: 'text' },
  osVersion: { label: 'System version', kind: 'text' },
  osBuild: { label: 'System build', kind: 'text' },
  hostName: { label: 'Name in the network', kind: 'text' },
  hostId: { label: 'Host', kind: 'text' },
  rdma: { label: 'RDMA', kind: 'text' },
};

/** A field without words of its own here is called as it is in the facts. */
export const observedField = (name: string): ObservedField =>
  OBSERVED_FIELDS[name] ?? { label: name.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2'), kind: 'text' };
