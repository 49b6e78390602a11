import { expect, test } from 'vitest';
import { countDiffering, rentedNow, sumRows } from './asset-words.ts';
import { columnsFor, shownColumns } from './columns.ts';
import { maintenanceHref } from './file-actions.tsx';
import { addressOf, queryOf, viewOf } from './register-address.ts';
import { isShown, matches, readyViews, sortRows } from './register-list.ts';
import type { AssetView, RentalView, Row } from './types.ts';

const TODAY = '2026-11-18';
let counter = 0;

const row = (asset: Partial<AssetView>, rental: Partial<RentalView> | null = null): Row => {
  const id = `m${++counter}`;
  return {
    glyph: 'free',
    reportedBytes: null,
    asset: {
      id,
      name: `Mac ${counter}`,
      tag: null,
      serial: null,
      catalogId: null,
      memoryBytes: null,
      diskBytes: null,
      status: 'active',
      ownership: 'owned',
      ownerId: null,
      ownerTeamId: null,
      ownerName: null,
      ownerTeamName: null,
      location: null,
      purchasedOn: null,
      purchasePrice: null,
      supplier: null,
      orderNumber: null,
      warrantyUntil: null,
      lifespanMonths: null,
      residualPrice: null,
      hourlyRate: null,
      leaseUntil: null,
      leaseMonthlyPrice: null,
      idleWatts: null,
      maxWatts: null,
      note: null,
      revision: 1,
      simulated: false,
      modelName: 'Mac mini M4 Pro',
      connection: 'online',
      differs: [],
      custom: {},
      createdAt: '2026-01-01T00:00:00.000Z',
      ...asset,
    },
    rental: rental && {
      machineId: id,
      provider: 'AWS',
      instanceType: null,
      hostId: null,
      price: null,
      minimumHours: 24,
      allocatedAt: null,
      releasedAt: null,
      wipedSince: null,
      wipedMs: 0,
      ...rental,
    },
  };
};
const bought = { purchasedOn: '2025-01-20', purchasePrice: 2649, lifespanMonths: 48 };
const names = (rows: readonly Row[]) => rows.map((it) => it.asset.name);

test('fields that differ are counted of the Macs in use that are assets', () => {
  const differs = ['Memory', 'Disk'];
  const rows = [
    row({ differs }),
    row({}),
    row({ differs, simulated: true }),
    row({ differs, status: 'retired' }),
  ];
  expect(countDiffering(rows)).toBe(2);
});

test('maintenance is planned for the chosen Macs in use', () => {
  const rows = [row({ id: 'a' }), row({ id: 'b', status: 'retired' }), row({ id: 'c', status: 'loaned' })];
  expect(maintenanceHref(rows)).toBe('/machines/maintenance?plan=1&machines=a,c');
  expect(maintenanceHref([row({ status: 'retired' })])).toBeNull();
  expect(maintenanceHref(Array.from({ length: 65 }, () => row({})))).toBeNull();
});

test('an address says a view, and one that says nonsense is the first', () => {
  const view = {
    show: 'team:t-1',
    q: 'north bench',
    sort: 'worth',
    isDescending: true,
    columns: ['tag', 'custom:x-1'],
  };
  expect(viewOf(new URLSearchParams(queryOf(view)))).toEqual(view);
  expect(addressOf(viewOf(new URLSearchParams('')))).toBe('/machines/register');
  const odd = viewOf(new URLSearchParams(`show=<b>&sort=--&cols=,a b,<i>,tag,tag&q=${'x'.repeat(999)}`));
  expect(odd).toMatchObject({ show: 'all', sort: 'tag', columns: ['tag'] });
  expect(odd.q).toHaveLength(100);
});

test('simulated Macs are in no view but their own, and in no sum', () => {
  const rows = [
    row(bought),
    row({ ...bought, simulated: true, warrantyUntil: '2026-12-01', ownerTeamId: 't' }),
  ];
  for (const show of ['all', 'active', 'warranty', 'team:t'])
    expect(isShown(rows[1]!, show, TODAY)).toBe(false);
  expect(isShown(rows[1]!, 'simulated', TODAY)).toBe(true);
  expect(isShown(rows[0]!, 'simulated', TODAY)).toBe(false);
  expect(sumRows(rows, TODAY)).toMatchObject({ assets: 1, owned: 1, bought: 2649, left: 1490.06 });
});

test('sums know what they don’t know: leased, rented and retired Macs are no value, nor is one without a price', () => {
  const rows = [
    row(bought),
    row({ ...bought, lifespanMonths: 36 }),
    row({}),
    row({ ...bought, ownership: 'leased' }),
    row({ ...bought, ownership: 'rented' }),
    row({ ...bought, status: 'retired' }),
  ];
  expect(sumRows(rows, TODAY)).toEqual({
    assets: 5,
    owned: 3,
    leased: 1,
    rented: 1,
    retired: 1,
    known: 2,
    bought: 5298,
    left: 1490.06 + 1103.75,
    lifespanMonths: null,
  });
});

test('warranty soon: within 90 days, not what is over, retired or rented', () => {
  const soon = (asset: Partial<AssetView>) => isShown(row(asset), 'warranty', TODAY);
  expect(soon({ warrantyUntil: '2027-02-16' })).toBe(true);
  expect(soon({ warrantyUntil: '2027-02-17' })).toBe(false);
  expect(soon({ warrantyUntil: TODAY })).toBe(true);
  expect(soon({ warrantyUntil: '2026-11-17' })).toBe(false);
  expect(soon({ warrantyUntil: '2026-12-01', status: 'retired' })).toBe(false);
  expect(soon({ warrantyUntil: '2026-12-01', ownership: 'rented' })).toBe(false);
});

test('ready-made views: one a team, and none that would be empty but the one that is shown', () => {
  const rows = [
    row({ ownerTeamId: 'b', ownerTeamName: 'Speech' }),
    row({ ownerTeamId: 'a', ownerTeamName: 'Agents', status: 'maintenance' }),
  ];
  const view = viewOf(new URLSearchParams('show=loaned'));
  expect(readyViews(rows, view, TODAY).map((it) => `${it.label} ${it.count}`)).toEqual([
    'All 2',
    'In service 1',
    'Maintenance 1',
    'Loaned 0',
    'Agents 1',
    'Speech 1',
  ]);
});

test('every word is looked for in name, serial, owner, place and the lab’s own fields', () => {
  const it = row({
    name: 'Pippin',
    serial: 'C0PIP',
    ownerName: 'Ines',
    location: 'Window shelf',
    custom: { f: 'CC-12' },
  });
  for (const found of ['pip', 'c0pip', 'INES window', 'cc-12', 'm4 pro', ''])
    expect(matches(it, found)).toBe(true);
  expect(matches(it, 'ines attic')).toBe(false);
});

test('sorted as people count, what is not entered last whichever way', () => {
  const tag = columnsFor([], true)[0]!;
  const rows = [row({ tag: 'GS-10' }), row({ name: 'None' }), row({ tag: 'GS-9' }), row({ tag: 'gs-11' })];
  const tags = (isDescending: boolean) => sortRows(rows, tag, isDescending, TODAY).map((it) => it.asset.tag);
  expect(tags(false)).toEqual(['GS-9', 'GS-10', 'gs-11', null]);
  expect(tags(true)).toEqual(['gs-11', 'GS-10', 'GS-9', null]);
  const worth = columnsFor([], true).find((it) => it.id === 'worth')!;
  const valued = [
    row({ name: 'B', ...bought }),
    row({ name: 'A', ...bought }),
    row({ name: 'C', ...bought, purchasePrice: 99 }),
  ];
  expect(names(sortRows(valued, worth, false, TODAY))).toEqual(['C', 'A', 'B']);
});

test('columns: the Mac’s name always, private ones only for those who keep the register', () => {
  const ids = (maySeePrivate: boolean, chosen: string[] | null) =>
    shownColumns(columnsFor([], maySeePrivate), chosen).map((it) => it.id);
  expect(ids(true, null)).toContain('serial');
  expect(ids(false, ['serial', 'order', 'location'])).toEqual(['name', 'location']);
});

test('what rented Macs cost now, a currency at a time; one without a price is counted, not guessed', () => {
  const taken = '2026-11-18T13:20:00.000Z';
  const euro = { hourlyPrice: 1.83, currency: null, asOf: null, defaultFrom: null };
  const dollar = { hourlyPrice: 10, currency: 'USD', asOf: null, defaultFrom: 'a list' };
  const rows = [
    row({ ownership: 'rented' }, { allocatedAt: taken, price: euro }),
    row({ ownership: 'rented' }, { allocatedAt: taken, price: dollar }),
    row({ ownership: 'rented' }, { allocatedAt: taken }),
    row({ ownership: 'rented' }, { price: euro }),
    row({ ownership: 'rented' }, { allocatedAt: taken, releasedAt: '2026-11-18T14:00:00.000Z', price: euro }),
    row({ ownership: 'rented' }),
  ];
  const { sums, running, unpriced } = rentedNow(rows, 'EUR', Date.parse('2026-11-18T15:20:00.000Z'));
  expect([running, unpriced]).toEqual([3, 1]);
  expect(sums).toMatchObject([
    { currency: 'EUR', soFar: 3.66, least: 1.83 * 24 },
    { currency: 'USD', soFar: 20, least: 240 },
  ]);
});
