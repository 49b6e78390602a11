/** What kind of value a field of the register holds: how it is asked for, read from a file, and shown. */
export type RegisterFieldKind =
  | 'text'
  | 'note'
  | 'date'
  /** In the lab's currency, to the cent. */
  | 'money'
  /** In the lab's currency an hour, to four decimals. */
  | 'rate'
  | 'months'
  | 'watts'
  /** Stored as bytes, asked for and shown in GB as Apple sells them. */
  | 'gigabytes'
  | 'person'
  | 'team'
  /** A model of the Mac catalogue, by its id. */
  | 'model'
  | 'ownership'
  | 'status';

export type RegisterField = {
  key: RegisterKey;
  label: string;
  kind: RegisterFieldKind;
  /** Only who may edit machines sees it. */
  isPrivate?: true;
  /** Two machines never share it. */
  isUnique?: true;
};

/** The names of the fields, as `AssetFields` has them. */
export const REGISTER_KEYS = [
  'tag',
  'name',
  'serial',
  'catalogId',
  'memoryBytes',
  'diskBytes',
  'status',
  'ownership',
  'ownerId',
  'ownerTeamId',
  'location',
  'purchasedOn',
  'purchasePrice',
  'supplier',
  'orderNumber',
  'warrantyUntil',
  'lifespanMonths',
  'residualPrice',
  'hourlyRate',
  'leaseUntil',
  'leaseMonthlyPrice',
  'idleWatts',
  'maxWatts',
  'note',
] as const;
export type RegisterKey = (typeof REGISTER_KEYS)[number];

/**
 * Every field of an asset that people enter, in the order forms, files and histories use. The lab's own fields
 * (`CustomField`) follow them.
 */
export const REGISTER_FIELDS: readonly RegisterField[] = [
  { key: 'tag', label: 'Tag', kind: 'text', isUnique: true },
  { key: 'name', label: 'Name', kind: 'text', isUnique: true },
  { key: 'serial', label: 'Serial', kind: 'text', isUnique: true, isPrivate: true },
  { key: 'catalogId', label: 'Model', kind: 'model' },
  { key: 'memoryBytes', label: 'Memory', kind: 'gigabytes' },
  { key: 'diskBytes', label: 'Disk', kind: 'gigabytes' },
  { key: 'status', label: 'Status', kind: 'status' },
  { key: 'ownership', label: 'Ownership', kind: 'ownership' },
  { key: 'ownerId', label: 'Owner', kind: 'person' },
  { key: 'ownerTeamId', label: 'Owner team', kind: 'team' },
  { key: 'location', label: 'Location', kind: 'text' },
  { key: 'purchasedOn', label: 'Bought on', kind: 'date' },
  { key: 'purchasePrice', label: 'Price', kind: 'money' },
  { key: 'supplier', label: 'Supplier', kind: 'text' },
  { key: 'orderNumber', label: 'Order number', kind: 'text', isPrivate: true },
  { key: 'warrantyUntil', label: 'Warranty to', kind: 'date' },
  { key: 'lifespanMonths', label: 'Lifespan', kind: 'months' },
  { key: 'residualPrice', label: 'Value at its end', kind: 'money' },
  { key: 'hourlyRate', label: 'Rate an hour', kind: 'rate' },
  { key: 'leaseUntil', label: 'Lease to', kind: 'date' },
  { key: 'leaseMonthlyPrice', label: 'Lease a month', kind: 'money' },
  { key: 'idleWatts', label: 'Power at rest', kind: 'watts' },
  { key: 'maxWatts', label: 'Power at most', kind: 'watts' },
  { key: 'note', label: 'Note', kind: 'note' },
];

const byKey = new Map(REGISTER_FIELDS.map((field) => [field.key, field]));
export const registerField = (key: RegisterKey): RegisterField => byKey.get(key)!;

/** The rate is kept for the lab's own reckoning; no report counts with it. */
export const RATE_HINT = 'For your books. Reports charge the lab’s tariff.';

export const STATUS_LABEL = {
  active: 'In service',
  maintenance: 'Maintenance',
  loaned: 'Loaned',
  retired: 'Retired',
} as const;
export const OWNERSHIP_LABEL = { owned: 'Owned', leased: 'Leased', rented: 'Rented' } as const;
