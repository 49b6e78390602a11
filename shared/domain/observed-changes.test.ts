import { expect, test } from 'vitest';
import type { MachineFacts } from '../schemas/machine.ts';
import { changedHardwareNote, compareFacts } from './observed-changes.ts';

const GB = 1024 ** 3;
const mac = (facts: Partial<MachineFacts> = {}): MachineFacts => ({
  hostId: 'h',
  hostName: 'anjou',
  os: 'macos',
  osVersion: '26.2',
  osBuild: '25C56',
  arch: 'arm64',
  hwModel: 'Mac15,14',
  chip: 'Apple M3 Ultra',
  cpuCores: 32,
  gpuCores: 80,
  memoryBytes: 512 * GB,
  diskFreeBytes: 1e12,
  addresses: [],
  thunderbolt: null,
  rdma: null,
  onBattery: null,
  serial: 'C02AAA',
  diskTotalBytes: 4e12,
  simulated: false,
  ...facts,
});
const first = compareFacts({}, mac()).known;

test('a first report, the same again and what could not be read are no change', () => {
  expect(compareFacts({}, mac()).changes).toEqual([]);
  expect(compareFacts(first, mac()).changes).toEqual([]);
  const unread = mac({
    serial: null,
    hwModel: null,
    chip: null,
    memoryBytes: null,
    gpuCores: null,
    cpuCores: null,
    osVersion: null,
    osBuild: null,
  });
  expect(compareFacts(first, unread)).toEqual({ known: first, changes: [] });
});

test('other hardware needs a word, also after a report that could not read it; an update of the system does not', () => {
  const { known } = compareFacts(first, mac({ memoryBytes: null }));
  const { changes } = compareFacts(
    known,
    mac({ memoryBytes: 256 * GB, serial: 'C02BBB', osVersion: '26.3' }),
  );
  expect(changes).toEqual([
    { field: 'serial', before: 'C02AAA', after: 'C02BBB', needsWord: true },
    { field: 'memoryBytes', before: 512 * GB, after: 256 * GB, needsWord: true },
    { field: 'osVersion', before: '26.2', after: '26.3', needsWord: false },
  ]);
  const note = changedHardwareNote(changes.filter((it) => it.needsWord));
  expect(note).toBe(
    'Its hardware is not what it was: another serial number, memory 512\u202fGB → 256\u202fGB. Say on its page whether that is so.',
  );
  expect(note).not.toContain('C02');
});

test('a kernel that keeps a little more memory for itself has changed nothing', () => {
  expect(compareFacts(first, mac({ memoryBytes: 512 * GB - 3e9 })).changes).toEqual([]);
});
