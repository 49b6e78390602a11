import { describe, expect, test } from 'vitest';
import { fitsHref } from './model-tabs.ts';
import { chosenRow, diskShare, factRows, formOf, markOf, rowKey } from './model-words.ts';
import type { HolderView, ModelRowView, OnMacsView } from './types.ts';

const row = (id: string, more: Partial<ModelRowView> = {}): ModelRowView => ({
  id,
  simulated: false,
  differs: false,
  holdings: [],
  sessions: [],
  facts: {
    planId: `here:${id}`,
    planForm: null,
    title: id,
    quantisation: '4-bit',
    publisher: null,
    family: 'kimi_k2',
    weightsBytes: 594e9,
    weightsBasis: 'headers',
    parameters: 1.03e12,
    activeParameters: 32e9,
    layers: 61,
    heads: 64,
    kvHeads: null,
    cacheBytesPerToken: 70_272,
    contextLength: null,
    licence: null,
    runs: true,
    splits: [],
    doubts: [],
    source: 'its files',
  },
  ...more,
});
const session = { id: 's', isYours: true, personName: 'Ines', purpose: 'x', machines: [], until: null };
const view = (models: ModelRowView[]): OnMacsView => ({ groups: [], models, without: 0 });

test('a silent Mac’s models are as last heard, whatever ran there; a fault stays one', () => {
  const holding = { machineId: 'm', problem: null };
  expect(markOf({ ...holding, state: 'theirs' }, { connection: 'online' })).toBe('theirs');
  expect(markOf({ ...holding, state: 'theirs' }, { connection: 'lost' })).toBe('heard');
  expect(markOf({ ...holding, state: 'problem' }, { connection: 'lost' })).toBe('problem');
});

describe('the chosen row', () => {
  const played = row('a', { simulated: true });
  const mine = row('c', { sessions: [session] });
  test.each([
    ['of the address', [row('a'), row('b')], 'b', 'b'],
    ['a simulated one of the same name', [row('a'), played], 'played:a', 'played:a'],
    ['one’s own session', [row('a'), mine], null, 'c'],
    ['gone from the address', [row('a')], 'gone', 'a'],
    ['a real one before simulated ones', [played, row('b')], null, 'b'],
  ] as const)('%s', (_, models, key, chosen) => {
    expect(rowKey(chosenRow(view([...models]), key)!)).toBe(chosen);
  });
  test('none', () => expect(chosenRow(view([]), null)).toBeNull());
});

test('the form stands beside a name that doesn’t say it', () => {
  expect(formOf(row('Kimi K2 Thinking'))).toBe('4-bit');
  expect(formOf(row('Kimi-K2-Thinking-4bit'))).toBeNull();
});

test('what nobody knows has no value', () => {
  const rows = Object.fromEntries(factRows(row('Kimi')).map(({ name, value }) => [name, value]));
  expect(rows).toMatchObject({
    Parameters: '1.03\u202fT, 32\u202fB active',
    Heads: '64, latent KV',
    Licence: null,
  });
});

test('a disk’s share, and none where its free room is unknown', () => {
  const holder = (diskFreeBytes: number | null, bytes: number | null = null) =>
    ({ modelBytes: 100, ownModelBytes: 60, diskFreeBytes, quota: { bytes } }) as HolderView;
  expect(diskShare(holder(300, 240))).toBe(0.25);
  expect(diskShare(holder(300, 30))).toBe(1);
  expect(diskShare(holder(300))).toBe(0.25);
  expect(diskShare(holder(null))).toBeNull();
});

test('the way to What fits keeps names with slashes', () => {
  expect(fitsHref('here:a/b c', '4-bit')).toBe('/machines/fits?model=here%3Aa%2Fb+c&as=4-bit');
});
