import { expect, test } from 'vitest';
import type { MachineFacts } from '../schemas/machine.ts';
import { differingFields } from './hardware-drift.ts';
import { type HardwareInput, hardwareRows } from './hardware-rows.ts';

const GB = 1024 ** 3;
const NOW = new Date('2026-11-18T12:00:00Z');
const facts = (more: Partial<MachineFacts> = {}) =>
  ({
    os: 'macos',
    osVersion: '26.4',
    osBuild: '25E241',
    hwModel: 'Mac15,14',
    chip: 'Apple M3 Ultra',
    cpuCores: 32,
    gpuCores: 80,
    memoryBytes: 512 * GB,
    diskFreeBytes: 2.4e12,
    diskTotalBytes: 3.99e12,
    serial: 'C0CCD512K4',
    rdma: {
      enabled: true,
      devices: [
        { name: 'rdma_en2', portActive: true },
        { name: 'rdma_en3', portActive: false },
      ],
    },
    wiredLimitBytes: 384 * GB,
    ...more,
  }) as MachineFacts;

function rows(more: Partial<HardwareInput> = {}) {
  const input: HardwareInput = {
    facts: facts(),
    engine: null,
    reportedAt: NOW,
    entered: {
      catalogId: 'studio-m3ultra',
      memoryBytes: 512 * GB,
      diskBytes: 4000 * GB,
      serial: 'C0CCD512K4',
    },
    catalogue: {
      enteredName: 'Studio',
      enteredChip: 'M3 Ultra',
      foundId: 'studio-m3ultra',
      foundName: 'Studio',
      bandwidthGbPerSecond: 819,
    },
    mayEdit: true,
    ...more,
  };
  return new Map(hardwareRows(input).map((it) => [it.fact, it]));
}

test('what is as it was entered is the same, a disk as it is sold too', () => {
  const found = rows();
  for (const fact of ['model', 'chip', 'memory', 'disk', 'serial'])
    expect(found.get(fact)).toMatchObject({ entered: 'same', isDrift: false, take: null });
  expect(found.get('wired')).toMatchObject({ observed: '384\u202fGB', source: 'sysctl', readAt: NOW });
  expect(found.get('rdma')).toMatchObject({
    observed: 'enabled',
    detail: '1 of 2 ports active',
    entered: null,
  });
});

test('what differs is a drift with its way out', () => {
  const found = rows({
    entered: { catalogId: 'mini-m4', memoryBytes: 256 * GB, diskBytes: 2000 * GB, serial: 'C0CCD512K5' },
    catalogue: {
      enteredName: 'Mac mini',
      enteredChip: 'M4',
      foundId: 'studio-m3ultra',
      foundName: 'Studio',
      bandwidthGbPerSecond: null,
    },
  });
  expect(found.get('model')).toMatchObject({
    entered: 'Mac mini',
    take: { changes: { catalogId: 'studio-m3ultra' } },
  });
  expect(found.get('memory')!.take).toEqual({
    label: 'Take 512\u202fGB',
    changes: { memoryBytes: 512 * GB },
  });
  expect(found.get('disk')!.take!.changes).toEqual({ diskBytes: 4000 * GB });
  expect(found.get('serial')!.take!.changes).toEqual({ serial: 'C0CCD512K4' });
});

test('fields that differ are named, each once, and the serial only to who keeps the register', () => {
  const catalogue = {
    enteredName: 'Mac mini',
    enteredChip: 'M4',
    foundId: 'studio-m3ultra',
    foundName: 'Studio',
    bandwidthGbPerSecond: null,
  };
  const entered = { catalogId: 'mini-m4', memoryBytes: 512 * GB, diskBytes: 2000 * GB, serial: 'C0CCD512K5' };
  expect(differingFields(facts(), entered, catalogue, true)).toEqual(['Model', 'Disk', 'Serial']);
  expect(differingFields(facts(), entered, catalogue, false)).toEqual(['Model', 'Disk']);
  expect(differingFields(null, entered, { ...catalogue, foundId: null }, true)).toEqual([]);
  // A kind of Mac that the catalogue does not know: its chip still tells.
  expect(
    differingFields(facts(), { ...entered, diskBytes: null }, { ...catalogue, foundId: null }, false),
  ).toEqual(['Chip']);
});

test('unknown is no drift, on either side', () => {
  const nothing = { catalogId: null, memoryBytes: null, diskBytes: null, serial: null };
  const none = {
    enteredName: null,
    enteredChip: null,
    foundId: 'x',
    foundName: 'X',
    bandwidthGbPerSecond: null,
  };
  expect([...rows({ entered: nothing, catalogue: none }).values()].some((it) => it.isDrift)).toBe(false);
  const unknown = rows({
    facts: facts({
      memoryBytes: null,
      diskTotalBytes: null,
      serial: null,
      rdma: { enabled: null, devices: null },
    }),
    catalogue: {
      enteredName: 'Studio',
      enteredChip: 'M3 Ultra',
      foundId: null,
      foundName: null,
      bandwidthGbPerSecond: null,
    },
  });
  expect([...unknown.values()].filter((it) => it.isDrift)).toEqual([]);
  expect(unknown.get('rdma')).toMatchObject({ observed: null, detail: null });
  expect(unknown.get('disk')).toMatchObject({ observed: null, entered: '4\u202fTB' });
});

test('what stands in the place of a serial number is none, and nothing to take', () => {
  for (const serial of ['Not Specified', 'None', 'a serial with spaces', ''])
    expect(rows({ facts: facts({ serial }) }).get('serial')).toMatchObject({
      observed: null,
      entered: 'C0CCD512K4',
      isDrift: false,
    });
});

test('the serial is only for who keeps the register; a Linux machine has no RDMA line', () => {
  expect(rows({ mayEdit: false }).has('serial')).toBe(false);
  expect(rows({ facts: facts({ os: 'linux' }) }).has('rdma')).toBe(false);
});

test('a probe says when it looked and why it gave nothing; what is simulated says so', () => {
  const at = new Date('2026-11-18T11:00:00Z');
  const probe = {
    name: 'Serial',
    source: 'ioreg -r -c IOPlatformExpertDevice',
    at,
    ok: false,
    problem: 'ioreg ended with code 1.',
  };
  const other = {
    ...probe,
    name: 'GPU',
    source: 'ioreg -r -c AGXAccelerator',
    at: NOW,
    ok: true,
    problem: null,
  };
  const found = rows({ facts: facts({ serial: null, probes: [other, probe] }) });
  expect(found.get('serial')).toMatchObject({
    observed: null,
    readAt: at,
    problem: 'ioreg ended with code 1.',
  });
  expect(found.get('os')).toMatchObject({ readAt: NOW, problem: null });
  expect(rows({ facts: facts({ simulated: true }) }).get('memory')!.source).toBe('simulated');
});
