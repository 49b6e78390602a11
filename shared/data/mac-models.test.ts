import { describe, expect, it } from 'vitest';
import { type SourcedField, sourceOf } from './mac-kind-sources.ts';
import {
  findMacModel,
  findModelByWords,
  getMacModel,
  largestConfiguration,
  listMacModels,
  listSimulatable,
  MacModel,
} from './mac-models.ts';

const GB = 1024 ** 3;
/** Every Apple-silicon Mac that `sysctl hw.model` can name, to November 2026. */
const IDENTIFIERS = `
  Mac13,1 Mac13,2 Mac14,10 Mac14,12 Mac14,13 Mac14,14 Mac14,15 Mac14,2 Mac14,3 Mac14,5 Mac14,6 Mac14,7
  Mac14,8 Mac14,9 Mac15,10 Mac15,11 Mac15,12 Mac15,13 Mac15,14 Mac15,3 Mac15,4 Mac15,5 Mac15,6 Mac15,7
  Mac15,8 Mac15,9 Mac16,1 Mac16,10 Mac16,11 Mac16,12 Mac16,13 Mac16,2 Mac16,3 Mac16,5 Mac16,6 Mac16,7
  Mac16,8 Mac16,9 Mac17,10 Mac17,11 Mac17,12 Mac17,13 Mac17,14 Mac17,15 Mac17,16 Mac17,2 Mac17,3
  Mac17,4 Mac17,5 Mac17,6 Mac17,7 Mac17,8 Mac17,9 Mac18,1 Mac18,2 Mac18,5 MacBookAir10,1
  MacBookPro17,1 MacBookPro18,1 MacBookPro18,2 MacBookPro18,3 MacBookPro18,4 Macmini9,1 iMac21,1
  iMac21,2
`
  .trim()
  .split(/\s+/);

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
  it.each(IDENTIFIERS)('finds %s by what the machine calls itself', (identifier) => {
    const { model, modelName } = findMacModel(identifier, null, null, null);
    expect(model?.hwModels).toContain(identifier);
    expect(modelName).toBe(model?.name);
  });

  it('holds sixty kinds, each once, the newest among them', () => {
    const models = listMacModels();
    expect(models).toHaveLength(60);
    expect(new Set(models.map(({ id }) => id)).size).toBe(60);
    expect(new Set(models.flatMap(({ hwModels }) => hwModels))).toEqual(new Set(IDENTIFIERS));
    expect(models.map(({ chip }) => chip)).toEqual(expect.arrayContaining(['M5 Ultra', 'M6']));
  });

  it('says of every field where it comes from', () => {
    const own = new Set(['source', 'sources', 'confidence']);
    const fields = Object.keys(MacModel.shape).filter((field) => !own.has(field)) as SourcedField[];
    const bare = listMacModels().flatMap((model) =>
      fields.filter((field) => !sourceOf(model, field)).map((field) => `${model.id}.${field}`),
    );
    expect(bare).toEqual([]);
  });

  it('leaves what nobody established unknown', () => {
    expect(getMacModel('mini-m6')).toMatchObject({
      thunderbolt: { version: null },
      rdma: { capable: null },
      maxWatts: null,
    });
    expect(getMacModel('mini-m6')?.sources.rdma).toMatch(/^not established/);
  });

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
