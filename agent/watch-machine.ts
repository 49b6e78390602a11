import type { AgentNote } from '@/shared/schemas/agent-event.ts';
import { continuousNowMs } from './clock.ts';
import { log, messageOf } from './log.ts';
import { changesBetween, type Clocks, parseWakeTime } from './notice-changes.ts';
import type { PortalClock } from './portal-clock.ts';
import { isPassing, type PortalLink } from './portal-link.ts';
import { listAddresses } from './probes/host-facts.ts';
import { runCommand } from './probes/run.ts';

const LOOK_MS = 1000;
const RETRY_MS = 5000;
const MOST_KEPT = 50;

const readClocks = (): Clocks => ({
  continuousMs: continuousNowMs(),
  awakeMs: performance.now(),
  wallMs: Date.now(),
  addresses: listAddresses().map((it) => `${it.interface} ${it.ipv4}`),
});

type Options = {
  link: PortalLink;
  clock: Pick<PortalClock, 'now'>;
  /** The machine slept, or its addresses changed: what was connected may not be any more. */
  onDisturbed(): void;
  /** For tests; else those of this machine. */
  read?: () => Clocks;
};

/** Notices sleep, a clock that is set and other addresses, and keeps each note until the portal has it. */
export function watchMachine({ link, clock, onDisturbed, read = readClocks }: Options) {
  let last = read();
  let isSending = false;
  const notes: AgentNote[] = [];

  const flush = async (): Promise<void> => {
    if (isSending || notes.length === 0 || !link.isReady()) return;
    isSending = true;
    const told = [...notes];
    try {
      await link.ask('agent:notes', { notes: told });
      notes.splice(0, told.length);
    } catch (error) {
      if (isPassing(error)) setTimeout(() => void flush(), RETRY_MS).unref();
      else {
        notes.splice(0, told.length);
        log(`The portal did not take what was noticed of this machine: ${messageOf(error)}`);
      }
    } finally {
      isSending = false;
    }
  };
  const look = async (): Promise<void> => {
    const before = last;
    last = read();
    const found = changesBetween(before, last);
    if (found.length === 0) return;
    const at = clock.now();
    if (found.some((it) => it.kind !== 'clock_jumped')) onDisturbed();
    for (const it of found) {
      const isSlept = it.kind === 'slept' && !it.sure && (await wokeSince(before.wallMs));
      notes.push({ ...it, at, ...(isSlept && { sure: true }) } as AgentNote);
      log(`Noticed: ${JSON.stringify(it)}`);
    }
    // Newest first to go on being told of: an old note is worth less than none of today.
    if (!isSending) notes.splice(0, Math.max(0, notes.length - MOST_KEPT));
    await flush();
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  return { flush: () => void flush(), look, close: () => clearInterval(timer) };
}

/** macOS has no clock that stands still in sleep for us to read; its kernel says when it woke. */
async function wokeSince(wallMs: number): Promise<boolean> {
  if (process.platform !== 'darwin') return false;
  const said = await runCommand('/usr/sbin/sysctl', ['kern.waketime'], 2000);
  const woke = said === null ? null : parseWakeTime(said);
  return woke !== null && woke.getTime() >= wallMs - 1000;
}
