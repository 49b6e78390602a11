import * as z from 'zod';
import { Label, readableList } from './bounds.ts';
import { Count, Id, Instant, Revision } from './units.ts';

export const POWER_MODES = ['keep_awake', 'sleep'] as const;
export const PowerMode = z.enum(POWER_MODES);
export type PowerMode = z.output<typeof PowerMode>;

/**
 * `falling`: its agent was told to put it to sleep; `stirring`: awake for a moment without having been woken, as Macs
 * are now and then; `unwakeable`: its time to wake was up, and it is still tried.
 */
export const POWER_STATES = ['awake', 'falling', 'asleep', 'stirring', 'waking', 'unwakeable'] as const;
export const PowerState = z.enum(POWER_STATES);
export type PowerState = z.output<typeof PowerState>;

const IdleMinutes = z.number().int().min(5, 'Five minutes at least.').max(1440, 'A day at most.');
/** What machines of the lab do when nobody needs them; times in minutes. */
export const LabPowerRule = z.object({
  mode: PowerMode,
  idleMinutes: IdleMinutes,
  leadMinutes: z
    .number()
    .int()
    .min(5, 'A Mac takes minutes to wake: five at least.')
    .max(60, 'An hour at most.'),
});
export type LabPowerRule = z.output<typeof LabPowerRule>;

/** `mode` null: as the lab's rule says. */
export const SetMachinePowerInput = z.object({
  id: Id,
  revision: Revision,
  mode: PowerMode.nullable(),
  idleMinutes: IdleMinutes.nullable(),
});

export const KeepAwakeInput = z.object({
  id: Id,
  /** From now; null: as its rule says from now on. */
  minutes: z
    .number()
    .int()
    .min(5)
    .max(7 * 1440)
    .nullable(),
});

export const MacAddress = z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);

/** Where a packet wakes it; the hardware address is for nothing else, and no list or page has it. */
export const WakeAddress = z.object({
  interface: Label,
  mac: MacAddress,
  ipv4: z.ipv4(),
  prefixLength: z.number().int().min(0).max(32),
});
export type WakeAddress = z.output<typeof WakeAddress>;

const Switch = z.boolean().nullable();
const Minutes = z.number().int().min(0).max(100_000).nullable();
/** What `pmset -g custom` says of the source it is on; null: not said. */
export const PowerSettings = z.object({
  wakeOnNetwork: Switch,
  sleepMinutes: Minutes,
  powerNap: Switch,
  autoRestart: Switch,
  standby: Switch,
  hibernateMode: z.number().int().min(0).max(1000).nullable(),
  sleepDisabled: Switch,
});
export type PowerSettings = z.output<typeof PowerSettings>;

/** A program that asks macOS not to sleep by itself, and what for, in its own words. */
export const SleepPreventer = z.object({ program: Label, name: Label });
export type SleepPreventer = z.output<typeof SleepPreventer>;

/** Told by agents that know `machine:sleep` and `machine:wake`. */
export const PowerFacts = z.object({
  wakeAddresses: readableList(WakeAddress, 64),
  /** Null where it could not be read, or is no Mac. */
  settings: PowerSettings.nullable(),
  /** Its own policy file lets the portal put it to sleep. */
  sleepAllowed: z.boolean(),
  /** Somebody at it, or signed in from elsewhere, in words; null: nobody. */
  inUse: Label.nullable(),
  /** Null where it could not be read; an older agent tells nothing. */
  preventers: readableList(SleepPreventer, 16).nullable().optional(),
});
export type PowerFacts = z.output<typeof PowerFacts>;

/** One thing that macOS has to be set to, whether it is, and the command that mends it. */
export const PowerCheck = z.object({
  title: z.string(),
  state: z.enum(['pass', 'warn', 'fail', 'unknown']),
  says: z.string(),
  command: z.string().nullable(),
});
export type PowerCheck = z.output<typeof PowerCheck>;

/** A machine's sleep as its page shows it. */
export const MachinePowerView = z.object({
  own: z.object({ mode: PowerMode.nullable(), idleMinutes: Count.nullable() }),
  lab: LabPowerRule,
  state: PowerState,
  /** Why it is awake or asleep, as a sentence. */
  words: z.string(),
  since: Instant.nullable(),
  wakeAt: Instant.nullable(),
  /** A person had it kept awake till then. */
  keptAwakeUntil: Instant.nullable(),
  /** Programs on it that ask macOS not to sleep; null: not known. */
  preventers: z.array(SleepPreventer).nullable(),
  /** Who asks may have it woken. */
  mayWake: z.boolean(),
  /** Why it can't be put to sleep now, or not woken; null: it can. */
  sleepRefusal: z.string().nullable(),
  wakeRefusal: z.string().nullable(),
  checks: z.array(PowerCheck),
});
export type MachinePowerView = z.output<typeof MachinePowerView>;

/** Of one that the portal put to sleep, for lists. */
export const Asleep = z.object({
  since: Instant,
  isWaking: z.boolean(),
  wakeAt: Instant.nullable(),
});
export type Asleep = z.output<typeof Asleep>;
