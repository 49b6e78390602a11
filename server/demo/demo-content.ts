import type { Valued } from '@/shared/schemas/booking-rule.ts';
import type { Role } from '@/shared/schemas/member.ts';

export const LAB_NAME = 'Garden Street Lab';

type DemoPerson = {
  name: string;
  email: string;
  role: Role;
  teamName: string;
  alsoIn?: string;
  leads?: boolean;
};
/** `teamName`: the main team, which they lead with `leads`. */
export const PEOPLE: DemoPerson[] = [
  {
    name: 'Ines',
    email: 'ines@gardenstreet.example',
    role: 'owner',
    teamName: 'Language models',
    alsoIn: 'Interpretability',
    leads: true,
  },
  { name: 'Jonas', email: 'jonas@gardenstreet.example', role: 'member', teamName: 'Language models' },
  { name: 'Aiko', email: 'aiko@gardenstreet.example', role: 'viewer', teamName: 'Interpretability' },
];

/** A lab's booking rules as one would set them; where nothing is said the standard counts. */
export const RULES: (Valued & { teamName: string | null })[] = [
  { kind: 'machines', value: { count: 6 }, teamName: null },
  { kind: 'approval', value: { overMachines: 1, overHours: 12, roles: ['member'] }, teamName: null },
  { kind: 'person_hours', value: { hours: 140 }, teamName: 'Interpretability' },
  { kind: 'team_hours', value: { hours: 200 }, teamName: 'Interpretability' },
];

const STUDIO = 'studio-m3ultra';

/** Somebody left a small model running beside the console; it is in nobody’s way. */
export const UNMANAGED: Record<string, string> = { Concorde: 'ollama:dana:14' };
/** `simulate: null` is this host itself; two agents on it show what sharing a host looks like. */
export const MACHINES: { name: string; simulate: string | null; lacks?: string[] }[] = [
  { name: 'Pippin', simulate: null },
  { name: 'Russet', simulate: null },
  { name: 'Anjou', simulate: STUDIO },
  { name: 'Bosc', simulate: STUDIO },
  { name: 'Comice', simulate: STUDIO },
  // So that there is something to copy.
  { name: 'Concorde', simulate: STUDIO, lacks: ['mlx-community/DeepSeek-V3.1-4bit'] },
];

const DAY_MS = 86_400_000;
const BOUGHT = {
  location: 'Window shelf',
  purchasePrice: 2649,
  residualPrice: 250,
  lifespanMonths: 48,
  hourlyRate: 0.15,
};

/** What the register holds of the two that are no simulation, by their names; days are told from the day it is made. */
export const entered = (now: Date) => {
  const day = (days: number) => new Date(Math.floor(now.getTime() / DAY_MS + days) * DAY_MS);
  return {
    Pippin: {
      ...BOUGHT,
      tag: 'GS-001',
      team: 'Language models',
      purchasedOn: day(-668),
      warrantyUntil: day(62),
    },
    Russet: {
      ...BOUGHT,
      tag: 'GS-002',
      team: 'Interpretability',
      purchasedOn: day(-310),
      warrantyUntil: day(785),
    },
  } as Record<string, typeof BOUGHT & { tag: string; team: string; purchasedOn: Date; warrantyUntil: Date }>;
};

/** A full mesh of four on the first three Thunderbolt ports of each: a cable has the same port at both ends. */
export const LINKS: { a: string; b: string; port: string }[] = [
  { a: 'Anjou', b: 'Bosc', port: 'en3' },
  { a: 'Comice', b: 'Concorde', port: 'en3' },
  { a: 'Anjou', b: 'Comice', port: 'en4' },
  { a: 'Bosc', b: 'Concorde', port: 'en4' },
  { a: 'Anjou', b: 'Concorde', port: 'en5' },
  { a: 'Bosc', b: 'Comice', port: 'en5' },
];

/** To whom a machine is cabled, by its ports. */
export const cabledTo = (name: string): string[] =>
  LINKS.filter(({ a, b }) => a === name || b === name)
    .toSorted((one, other) => (one.port < other.port ? -1 : 1))
    .map(({ a, b }) => (a === name ? b : a));

/** What bookings can be for */
export const PROJECT = {
  name: 'Proof search',
  note: 'Nightly runs over the theorem set',
  budgetAmount: 350,
  members: ['Ines', 'Jonas'],
};

export const TARIFF = {
  validFrom: new Date(0),
  currency: 'EUR',
  machineHourPrice: 0.9,
  electricityPricePerKwh: 0.27,
  pue: 1,
};

/** The host's zone; containers are on UTC, where nobody's lab is. */
export function timeZoneOf(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return !zone || /^(etc\/)?(utc|gmt|universal|zulu)$/i.test(zone) ? 'Europe/Berlin' : zone;
}
