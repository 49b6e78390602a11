import { REGISTER_FIELDS, type RegisterFieldKind, type RegisterKey } from '../register-fields.ts';
import type { CustomFieldKind } from '../../schemas/custom-field.ts';

/** A field that a column may hold: one of the register's, or one of the lab's own by its id. */
export type ColumnField = {
  key: string;
  label: string;
  kind: RegisterFieldKind | CustomFieldKind;
  choices: readonly string[];
  isOwn: boolean;
};
type OwnField = { id: string; label: string; kind: CustomFieldKind; choices: readonly string[] };

export const columnFields = (own: readonly OwnField[]): ColumnField[] => [
  ...REGISTER_FIELDS.map(({ key, label, kind }) => ({ key, label, kind, choices: [], isOwn: false })),
  ...own.map(({ id, label, kind, choices }) => ({ key: id, label, kind, choices, isOwn: true })),
];

/** What people call the fields, beside their labels; as `plain` writes it. */
const NAMES: Partial<Record<RegisterKey, string>> = {
  tag: 'assettag asset assetid assetnumber inventorynumber inventoryno inventarnummer inventarnr invnr anlagennummer anlagennr etikett',
  name: 'mac machine machinename computer computername hostname device devicename rechner rechnername geraet geraetename bezeichnung',
  serial: 'serialnumber serialno serialnr sn seriennummer seriennr snr',
  catalogId: 'modell catalogueid modelidentifier hwmodel typ type geraetetyp modellbezeichnung modelname',
  memoryBytes: 'ram arbeitsspeicher hauptspeicher speicher memorygb ramgb',
  diskBytes: 'ssd storage festplatte massenspeicher diskgb storagegb',
  status: 'state zustand',
  ownership: 'eigentum besitzart beschaffungsart',
  ownerId: 'person besitzer eigentuemer verantwortlich verantwortlicher assignedto nutzer benutzer user',
  ownerTeamId: 'team group gruppe arbeitsgruppe abteilung department',
  location: 'place room standort ort raum platz',
  purchasedOn:
    'purchased purchasedon purchasedate dateofpurchase bought kaufdatum gekauftam anschaffungsdatum beschafftam',
  purchasePrice:
    'purchaseprice cost purchasecost preis kaufpreis anschaffungspreis anschaffungswert anschaffungskosten',
  supplier: 'vendor seller lieferant haendler verkaeufer',
  orderNumber: 'order orderno ponumber po bestellnummer bestellnr auftragsnummer',
  warrantyUntil:
    'warranty warrantyuntil warrantyend warrantyexpires garantiebis garantie garantieende gewaehrleistungbis applecareuntil',
  lifespanMonths: 'lifespanmonths usefullife nutzungsdauer lebensdauer',
  residualPrice: 'residual residualvalue salvagevalue restwert',
  hourlyRate: 'hourlyrate rate stundensatz',
  leaseUntil: 'leaseuntil leaseend leasingbis mietebis',
  leaseMonthlyPrice: 'leasemonthly leasingrate monatsrate',
  idleWatts: 'idlewatts idlepower leerlauf leerlaufleistung',
  maxWatts: 'maxwatts maxpower ratedpower leistung maximalleistung',
  note: 'notes comment comments notiz notizen bemerkung bemerkungen anmerkung kommentar',
};

const UMLAUTS: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };
/** `Inv.-Nr.` as `invnr`. */
const plain = (header: string): string =>
  header
    .toLowerCase()
    .replaceAll(/[äöüß]/g, (it) => UMLAUTS[it]!)
    .normalize('NFD')
    .replaceAll(/[^\p{Letter}\p{Number}]/gu, '');
const withoutUnit = (header: string): string =>
  header.replaceAll(/\([^)]*\)|\[[^\]]*\]| in (?:€|eur|[mgt]b|w|watts|months|years|monaten|jahren).*$/gi, '');

/** How a column of that field is headed, so that the file is understood again. */
export function headerOf(field: ColumnField, fields: readonly ColumnField[], currency: string): string {
  if (field.isOwn) {
    const isTaken = fieldOfHeader(field.label, fields)?.key !== field.key;
    return isTaken ? `${field.label} (own field ${field.key})` : field.label;
  }
  if (field.kind === 'gigabytes') return `${field.label} (GB)`;
  if (field.kind === 'months') return `${field.label} (months)`;
  if (field.kind === 'watts') return `${field.label} (W)`;
  return field.kind === 'money' || field.kind === 'rate' ? `${field.label} (${currency})` : field.label;
}

function fieldOfHeader(header: string, fields: readonly ColumnField[]): ColumnField | null {
  const own = /\(own field (\S+)\)$/.exec(header);
  if (own) return fields.find((it) => it.isOwn && it.key === own[1]) ?? null;
  for (const name of [plain(header), plain(withoutUnit(header))]) {
    if (name === '') continue;
    const found =
      fields.find((it) => plain(it.label) === name || (!it.isOwn && plain(it.key) === name)) ??
      fields.find((it) => !it.isOwn && NAMES[it.key as RegisterKey]?.split(' ').includes(name));
    if (found) return found;
  }
  return null;
}

/** The field of each column by its header, each field once; null for what is left out. */
export function matchColumns(headers: readonly string[], fields: readonly ColumnField[]): (string | null)[] {
  const taken = new Set<string>();
  return headers.map((header) => {
    const key = fieldOfHeader(header, fields)?.key ?? null;
    if (key === null || taken.has(key)) return null;
    taken.add(key);
    return key;
  });
}
