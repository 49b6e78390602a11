import { seededRandom } from '@/shared/domain/seeded-random.ts';
import type { Actor } from '../../context.ts';
import type { Outcome, startPortals } from './portals.ts';
import type { VerbName } from './verbs.ts';

type Portals = Awaited<ReturnType<typeof startPortals>>;
type Times = { startsAt: Date; endsAt: Date };
/** A booking as its client was told it is. */
export type Known = Times & {
  id: string;
  machineIds: string[];
  revision: number;
  /** `asked`: it waits for a yes, and from then on only who answers it writes it. */
  status: 'present' | 'asked' | 'absent' | 'cancelled' | 'declined' | 'unknown';
};
export type Ledger = {
  known: Known[];
  /** Those of everybody. */
  knownOfAll: Known[];
  counts: Record<string, number>;
  /** Requests of everybody, for who answers them. */
  asked: Known[];
  /** Series that were acknowledged, with how many dates. */
  series: { id: string; dates: number }[];
  /** What no user may be shown. */
  faults: string[];
};
export type Client = {
  portals: Portals;
  actor: Actor;
  machineIds: readonly string[];
  /** Of the time they all want. */
  from: Date;
  random: () => number;
  ledger: Ledger;
  /** Settles once the database answers again: who hears that it is away tries again later. */
  untilBack: () => Promise<void>;
};

const QUARTER_MS = 15 * 60_000;
/** They all want the same four days. */
const QUARTERS = 384;

export const makeLedger = ({ asked, knownOfAll }: Pick<Ledger, 'asked' | 'knownOfAll'>): Ledger => ({
  known: [],
  knownOfAll,
  counts: {},
  asked,
  series: [],
  faults: [],
});
export const randomOf = (seed: number, client: number): (() => number) => seededRandom(seed * 1000 + client);

export const pick = ({ random }: Client, limit: number): number => Math.floor(random() * limit);
export const uuidOf = ({ random }: Client): string => {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
};

export function someMachines(client: Client): string[] {
  const left = [...client.machineIds];
  return Array.from({ length: 1 + pick(client, 4) }, () => left.splice(pick(client, left.length), 1)[0]!);
}
export function someTimes(client: Client): Times {
  const startMs = client.from.getTime() + pick(client, QUARTERS) * QUARTER_MS;
  return { startsAt: new Date(startMs), endsAt: new Date(startMs + (1 + pick(client, 16)) * QUARTER_MS) };
}

/** Asks one of the portals and notes how it went; what nobody may be shown is a fault. */
export async function ask(client: Client, verb: VerbName, input: object): Promise<Outcome> {
  const { portals, actor, ledger } = client;
  const outcome = await portals.ask(verb, actor, input);
  const key = `${verb} ${outcome.is}`;
  ledger.counts[key] = (ledger.counts[key] ?? 0) + 1;
  if (outcome.is === 'unknown') await client.untilBack();
  if (outcome.is === 'fault') ledger.faults.push(`${verb}: ${outcome.message}`);
  if (outcome.is === 'refused' && /deadlock|at that moment. Try again|Internal/i.test(outcome.message))
    ledger.faults.push(`${verb} showed a lost race: ${outcome.message}`);
  return outcome;
}

type Told = {
  status: string;
  startsAt: string;
  endsAt: string;
  revision: number;
  machines: { id: string }[];
};

/** What the portal says a booking is now. */
export function learn(known: Known, value: unknown): void {
  const { status, startsAt, endsAt, revision, machines } = value as Told;
  Object.assign(known, {
    status: status === 'pending' ? 'asked' : 'present',
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
    revision,
    machineIds: machines.map((it) => it.id).toSorted(),
  } satisfies Partial<Known>);
}

type Wish = { machineIds: string[] } & Times;

/** Books; an answer that was lost is asked for again with the same id, as a browser does. */
export async function book(client: Client, more: object = {}, wish: Wish = someWish(client)): Promise<void> {
  const known: Known = { id: uuidOf(client), ...wish, revision: 1, status: 'unknown' };
  client.ledger.known.push(known);
  client.ledger.knownOfAll.push(known);
  const input = { id: known.id, ...wish, purpose: 'A history', ...more };
  let outcome = await ask(client, 'createBooking', input);
  if (outcome.is === 'unknown') outcome = await ask(client, 'createBooking', input);
  if (outcome.is === 'refused') known.status = 'absent';
  if (outcome.is !== 'done') return;
  learn(known, outcome.value);
  if (known.status === 'asked') client.ledger.asked.push(known);
}

const someWish = (client: Client): Wish => ({ machineIds: someMachines(client), ...someTimes(client) });

/** Holds a time while choosing, and books it with that hold, or lets it be. */
export async function holdAndBook(client: Client): Promise<void> {
  const wish = someWish(client);
  const outcome = await ask(client, 'holdTime', wish);
  if (outcome.is === 'done' && client.random() < 0.7)
    await book(client, { holdId: (outcome.value as { id: string }).id }, wish);
}

/** Sets the rules aside. */
export const override = (client: Client): Promise<void> => book(client, { overrideReason: 'A power test' });

/** Answers somebody's request; that another did so meanwhile is read, not guessed. */
export async function answer(client: Client): Promise<void> {
  const known = client.ledger.asked.shift();
  if (!known) return book(client);
  const input = { id: known.id, revision: known.revision, note: 'Nights are fine' };
  const verb = client.random() < 0.7 ? 'approveBooking' : 'declineBooking';
  const outcome = await ask(client, verb, input);
  if (outcome.is === 'unknown') known.status = 'unknown';
  if (outcome.is === 'done' && verb === 'approveBooking') learn(known, outcome.value);
  if (outcome.is === 'done' && verb === 'declineBooking') known.status = 'declined';
}

/** Books what comes again, changes all of it, and calls half of it off. */
export async function repeat(client: Client): Promise<void> {
  const { startsAt } = someTimes(client);
  const [startsOn, time] = startsAt.toISOString().split('T') as [string, string];
  const id = uuidOf(client);
  const input = {
    id,
    machineIds: someMachines(client).slice(0, 2),
    unit: 'days',
    every: 1,
    weekdays: [],
    nthWeekday: null,
    startsOn,
    untilDate: null,
    times: 2,
    localTime: time.slice(0, 5),
    durationMinutes: 30 + 15 * pick(client, 6),
    timeZone: 'UTC',
    purpose: 'A series',
    skip: [],
  };
  let outcome = await ask(client, 'createBookingSeries', input);
  if (outcome.is === 'unknown') outcome = await ask(client, 'createBookingSeries', input);
  if (outcome.is !== 'done') return;
  const { bookingIds } = outcome.value as { bookingIds: string[] };
  client.ledger.series.push({ id, dates: bookingIds.length });
  const bookingId = bookingIds[0]!;
  const changed = { bookingId, revision: 1, scope: 'all', durationMinutes: 45, alsoMoved: false, keep: [] };
  await ask(client, 'changeBookingSeries', changed);
  const now = await ask(client, 'getBooking', { id: bookingId });
  if (now.is === 'done' && client.random() < 0.5)
    await ask(client, 'cancelBookingSeries', {
      bookingId,
      revision: (now.value as { revision: number }).revision,
      scope: 'all',
    });
}

/** Another time, a later end or other machines for one of their own. */
export async function change(client: Client): Promise<void> {
  const known = own(client);
  if (!known) return book(client);
  const { id, revision } = known;
  const later = new Date(known.endsAt.getTime() + QUARTER_MS);
  const changes = [{ endsAt: later }, someTimes(client), { machineIds: someMachines(client) }];
  const outcome = await ask(client, 'changeBooking', { id, revision, ...changes[pick(client, 3)] });
  if (outcome.is === 'done') learn(known, outcome.value);
  if (outcome.is === 'unknown') known.status = 'unknown';
}

export async function cancel(client: Client): Promise<void> {
  const known = own(client);
  if (!known) return book(client);
  const { id, revision } = known;
  const outcome = await ask(client, 'cancelBooking', { id, revision });
  if (outcome.is === 'done') known.status = 'cancelled';
  if (outcome.is === 'unknown') known.status = 'unknown';
}

const own = (client: Client): Known | undefined => {
  const present = client.ledger.known.filter((it) => it.status === 'present');
  return present[pick(client, present.length)];
};

/** Plans maintenance of one machine, and calls it off again half of the time. */
export async function maintain(client: Client): Promise<void> {
  const machineId = someMachines(client)[0]!;
  const outcome = await ask(client, 'planMaintenance', { machineId, ...someTimes(client), note: '' });
  if (outcome.is === 'done' && client.random() < 0.5)
    await ask(client, 'cancelMaintenance', { id: (outcome.value as { id: string }).id });
}
