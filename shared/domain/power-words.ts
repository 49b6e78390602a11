import type { MachineFacts, UnmanagedProcess } from '../schemas/machine.ts';
import type { PowerCheck, PowerFacts } from '../schemas/power.ts';
import { formatDuration } from './format.ts';
import type { PowerRule } from './power-policy.ts';

const MINUTE_MS = 60_000;

/** `kept awake`, `sleep after 30 min without need` */
export const ruleWords = ({ mode, idleMinutes }: Pick<PowerRule, 'mode' | 'idleMinutes'>): string =>
  mode === 'keep_awake'
    ? 'kept awake'
    : `sleep once nobody has needed them for ${formatDuration(idleMinutes * MINUTE_MS)}`;

export type Wanted = {
  hasSession: boolean;
  block: 'booking' | 'maintenance' | 'hold' | null;
  hasCopy: boolean;
  isDraining: boolean;
  inUse: string | null;
  unmanaged: readonly UnmanagedProcess[];
};
const BLOCKS = {
  booking: 'it is booked now',
  maintenance: 'it is in maintenance',
  hold: 'somebody holds it',
};

/** What needs a machine at this moment, as a clause; null: nothing. */
export function needOf(it: Wanted): string | null {
  if (it.hasSession) return 'a session runs on it';
  if (it.block !== null) return BLOCKS[it.block];
  if (it.hasCopy) return 'a model is being copied from or to it';
  if (it.isDraining) return 'it is being drained';
  if (it.inUse !== null) return it.inUse;
  const [first] = it.unmanaged;
  return first ? `${first.program} of ${first.user} holds a model there` : null;
}

type Around = {
  os: string | null;
  isQuarantined: boolean;
  lidClosed: boolean | null;
  /** Why nobody could wake it again, as a clause; null: somebody can. */
  noWaker: string | null;
};

/** What keeps a machine from being put to sleep whether or not it is needed, as a clause; null: nothing. */
export function obstacleOf(
  power: PowerFacts | null,
  { os, isQuarantined, lidClosed, noWaker }: Around,
): string | null {
  if (power === null) return 'its agent is too old to put it to sleep';
  if (os !== 'macos') return 'only Macs are put to sleep';
  if (!power.sleepAllowed) return 'its own policy.json does not let the portal put it to sleep';
  if (isQuarantined) return 'it has to be restarted first';
  const { settings } = power;
  if (settings?.sleepDisabled === true) return 'sleep is switched off in macOS';
  if (settings?.wakeOnNetwork === false) return 'macOS is set not to wake it for network access';
  if (settings?.wakeOnNetwork !== true) return 'whether macOS would wake it for network access is not known';
  if (lidClosed === true) return 'its lid is closed, and a packet does not wake it then';
  return noWaker;
}

type Checked = Pick<MachineFacts, 'os' | 'lidClosed'> & { power: PowerFacts | null };

const check = (
  title: string,
  state: PowerCheck['state'],
  says: string,
  command: string | null = null,
): PowerCheck => ({ title, state, says, command });

/** What macOS has to be set to so that a Mac can be put to sleep and woken, with the command that mends each. */
export function checkPower(
  { os, power, lidClosed }: Checked,
  { wakers, networks }: { wakers: readonly string[]; networks: readonly string[] },
): PowerCheck[] {
  if (power === null)
    return [
      check('Agent', 'fail', 'This agent is too old to put its Mac to sleep or to wake another. Update it.'),
    ];
  if (os !== 'macos') return [check('System', 'warn', 'Only Macs are put to sleep. It can wake others.')];
  const where = networks.join(', ') || 'no network';
  return [
    power.sleepAllowed
      ? check('The machine’s own policy', 'pass', 'policy.json lets the portal put it to sleep.')
      : check(
          'The machine’s own policy',
          'fail',
          'policy.json does not let the portal put it to sleep. Whoever keeps the machine sets sleepByPortal there.',
        ),
    ...checkSettings(power),
    ...(lidClosed === true
      ? [check('Lid', 'fail', 'Its lid is closed: a packet does not wake it for work. Open it.')]
      : []),
    wakers.length > 0
      ? check('Waker', 'pass', `${wakers.slice(0, 3).join(', ')} in ${where} would wake it.`)
      : check('Waker', 'fail', `No other Mac in ${where} is awake: it stays awake itself.`),
  ];
}

function checkSettings({ settings }: PowerFacts): PowerCheck[] {
  const unread = 'pmset did not say.';
  const { wakeOnNetwork = null, sleepDisabled = null, sleepMinutes = null } = settings ?? {};
  const { powerNap = null, autoRestart = null, standby = null, hibernateMode = null } = settings ?? {};
  const known = (value: boolean | number | null): 'pass' | 'unknown' => (value === null ? 'unknown' : 'pass');
  return [
    wakeOnNetwork === false
      ? check(
          'Wake for network access',
          'fail',
          'Off: no packet would wake it, so it is not put to sleep.',
          'sudo pmset -a womp 1',
        )
      : check('Wake for network access', known(wakeOnNetwork), wakeOnNetwork ? 'On.' : unread),
    sleepDisabled === true
      ? check(
          'Sleep',
          'fail',
          'Switched off altogether, so it can’t be put to sleep.',
          'sudo pmset -a disablesleep 0',
        )
      : check('Sleep', known(sleepDisabled), sleepDisabled === false ? 'Not switched off.' : unread),
    sleepMinutes !== null && sleepMinutes > 0
      ? check(
          'Sleep by itself',
          'warn',
          `macOS puts it to sleep after ${formatDuration(sleepMinutes * MINUTE_MS)} without a key, whoever needs it; the portal would miss it. Leave it to the rule here.`,
          'sudo pmset -a sleep 0',
        )
      : check('Sleep by itself', known(sleepMinutes), sleepMinutes === 0 ? 'Never.' : unread),
    powerNap === true
      ? check(
          'Power Nap',
          'warn',
          'On: it wakes by itself for about a minute now and then. The portal lets it; it costs a little energy.',
          'sudo pmset -a powernap 0',
        )
      : check('Power Nap', known(powerNap), powerNap === false ? 'Off.' : unread),
    standby === true || (hibernateMode ?? 0) > 3
      ? check(
          'Deep sleep',
          'warn',
          'After hours it may go into a deeper sleep, in which a packet may not wake it.',
          'sudo pmset -a standby 0 hibernatemode 0',
        )
      : check(
          'Deep sleep',
          known(standby ?? hibernateMode),
          standby === null && hibernateMode === null ? unread : 'Off.',
        ),
    autoRestart === false
      ? check(
          'Start after a power cut',
          'warn',
          'Off: after a power cut somebody has to press its button.',
          'sudo pmset -a autorestart 1',
        )
      : check('Start after a power cut', known(autoRestart), autoRestart ? 'On.' : unread),
  ];
}
