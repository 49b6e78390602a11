import { describe, expect, it } from 'vitest';
import { findMacModel, findModelByWords, getMacModel, largestConfiguration, listSimulatable } from './mac-models.ts';

const GB = 1024 ** 3;

describe('findMacModel', () => {
  it('knows a Mac Studio M3 Ultra', () => {
    expect(findMacModel('Mac15,14', 'Apple M3 Ultra', 512 * GB, 80)).toMatchObject({
      catalogId: 'studio-m3ultra',
      modelName: 'Mac Studio (M3 Ultra, 2025)',
      chip: 'M3 Ultra',
      bandwidthGbPerSecond: 819,
      idleWatts: 9,
      maxWatts: 270,
    });
  });

  it.each([
    ['by its GPU cores', null, 32, 410],
    ['by its GPU cores', null, 40, 546],
    ['by its memory', 36 * GB, null, 410],
    ['by its memory', 128 * GB, null, 546],
    ['and leaves it open when nothing settles it', null, null, null],
  ])('tells the two M4 Max apart %s', (_, memoryBytes, gpuCores, bandwidth) => {
    expect(findMacModel('Mac16,9', 'Apple M4 Max', memoryBytes, gpuCores).bandwidthGbPerSecond).toBe(bandwidth);
  });

  it('takes the bandwidth of an M6 mini from its memory', () => {
    expect(findMacModel('Mac18,5', 'Apple M6', 16 * GB, 12).bandwidthGbPerSecond).toBe(153);
    expect(findMacModel('Mac18,5', 'Apple M6', 32 * GB, 12).bandwidthGbPerSecond).toBe(170);
  });

  it('believes the machine about its chip where two share an identifier', () => {
    expect(findMacModel('Mac17,11', 'Apple M5 Max', null, null)).toMatchObject({ chip: 'M5 Max', bandwidthGbPerSecond: null });
  });

  it.each([
    ['Mac99,1', 'Apple M9', 'Unknown model Mac99,1, M9'],
    ['Mac99,1', null, 'Unknown model Mac99,1'],
    [null, 'Apple M9', 'Unknown model, M9'],
    [null, null, 'Unknown model'],
    ['VirtualMac2,1', 'Apple M4 (Virtual)', 'Virtual Mac'],
  ])('guesses nothing about %s with %s', (hwModel, chip, modelName) => {
    expect(findMacModel(hwModel, chip, 64 * GB, 40)).toMatchObject({
      model: null,
      catalogId: null,
      modelName,
      bandwidthGbPerSecond: null,
      idleWatts: null,
      maxWatts: null,
    });
  });
});

describe('the catalogue', () => {
  it('refuses RDMA to Thunderbolt 4 machines, the 14-inch M5 among them', () => {
    expect(getMacModel('mbp14-m5')).toMatchObject({ thunderbolt: { version: 4 }, rdma: { capable: false } });
  });

  it('leaves one port of a Mac Studio out of the sure count', () => {
    expect(getMacModel('studio-m3ultra')?.rdma).toEqual({
      capable: true,
      minMacos: '26.2',
      usablePorts: 5,
      allPorts: 6,
      doubtfulInterfaces: ['en2'],
    });
  });

  it('has no entry under an unknown id', () => {
    expect(getMacModel('studio-m4ultra')).toBeNull();
  });

  it('offers for simulation only what it knows enough about', () => {
    const ids = listSimulatable().map(({ id }) => id);
    expect(ids).toContain('studio-m3ultra');
    expect(ids).not.toContain('mbp14-m6');
    for (const model of listSimulatable()) {
      expect(largestConfiguration(model).bandwidthGbPerSecond).toBeGreaterThan(0);
    }
  });

  it('plays the largest machine of a model', () => {
    const model = getMacModel('studio-m4max');
    expect(model && largestConfiguration(model)).toEqual({
      memoryBytes: 128 * GB,
      gpuCores: 40,
      cpuCores: 16,
      bandwidthGbPerSecond: 546,
    });
  });
});

describe('findModelByWords', () => {
  it('finds every model by its id and its name', () => {
    for (const model of listSimulatable()) {
      expect(findModelByWords(model.id)).toBe(model);
      expect(findModelByWords(model.name)).toBe(model);
    }
  });

  it.each([
    ['Mac15,14', 'studio-m3ultra'],
    ['mac studio m3 ultra, 512 GB', 'studio-m3ultra'],
    ['Mac Studio', null],
    ['MacBook Air M4', null],
    ['', null],
  ])('%j', (words, id) => {
    expect(findModelByWords(words)?.id ?? null).toBe(id);
  });
});
