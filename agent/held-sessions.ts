import type { DesiredSession, RunningRank } from '@/shared/protocol/agent.ts';
import type { RankState } from '@/shared/schemas/session.ts';
import { clampMs } from './bounded.ts';
import { CommandRefused } from './command-refused.ts';
import type { Journal } from './journal.ts';
import { KEPT_EPOCHS } from './journal-state.ts';
import { log, messageOf } from './log.ts';
import { setNewest } from '@/shared/domain/newest.ts';
import { AGENT_TIMES } from './times.ts';
import type { ExitCause, RankRef, RankSpec, RankUpdate, Runtime } from './runtime/runtime.ts';

/*
 * The sessions this machine holds, with the agent's own rules: ids and epochs are checked, an older epoch is refused,
 * and a rank without a living lease is ended here, whether or not the portal can be heard. Leases run on a clock
 * that does not stand still in sleep and count from when the renewed heartbeat left.
 */
type Held = RankRef & {
  /** What it was prepared for. */
  spec: RankSpec;
  state: RankState;
  leaseMs: number;
  leaseUntilMs: number;
  endsAt: Date;
  acceptedAtMs: number;
  isStopping: boolean;
  /** Kept warm after its booking: it answers nobody until another session takes it over. */
  isResting: boolean;
};

type Fence = { sessionId: string; epoch: number };

export type HeldSessionsOptions = {
  runtime: Runtime;
  journal: Pick<Journal, 'write'>;
  /** Newest epochs known from before a restart. */
  epochs: Map<string, number>;
  nowMs(): number;
  /** The portal's wall clock as this agent knows it. */
  portalNow(): Date;
  /** A rank goes on as another session's. */
  onHandOver?(from: Fence): void;
};

export const ID = /^[\w-]{1,64}$/;
const leaseOf = (leaseMs: number): number => clampMs(leaseMs, 0, AGENT_TIMES.longestLeaseMs);

function newHeld(spec: RankSpec, lease: { leaseMs: number; endsAt: Date }, nowMs: number): Held {
  const { sessionId, epoch, rank } = spec;
  const leaseMs = leaseOf(lease.leaseMs);
  return {
    sessionId,
    epoch,
    rank,
    spec,
    ...lease,
    leaseMs,
    state: 'waiting',
    leaseUntilMs: nowMs + leaseMs,
    acceptedAtMs: nowMs,
    isStopping: false,
    isResting: false,
  };
}

/** Never lowered: a rank of an older epoch may go after a newer one was ended. */
function close(over: Map<string, number>, { sessionId, epoch }: Fence): void {
  if ((over.get(sessionId) ?? 0) < epoch) setNewest(over, sessionId, epoch, KEPT_EPOCHS);
}

function refuseUnheld(): never {
  throw new CommandRefused('PRECONDITION_FAILED', 'This machine holds no rank of that session.');
}

type TakeOver = Fence & { rank: number; from: Fence };
type Lease = { leaseMs: number; endsAt: Date };
type TakeOverParts = {
  held: Map<string, Held>;
  over: Map<string, number>;
  admit(fence: Fence): Held | undefined;
  options: HeldSessionsOptions;
};

/** Gives the rank of a session that is kept warm to the next one; a repeated wish changes nothing. */
function createTakeOver({ held, over, admit, options }: TakeOverParts) {
  const { runtime, nowMs } = options;
  return ({ sessionId, epoch, rank, from }: TakeOver, lease: Lease): void => {
    if (admit({ sessionId, epoch })) return;
    if ((over.get(sessionId) ?? 0) >= epoch)
      throw new CommandRefused('CONFLICT', 'That session is over on this machine.');
    const own = held.get(from.sessionId);
    if (!own || own.epoch !== from.epoch || own.isStopping || own.rank !== rank || !runtime.handOver)
      throw new CommandRefused('PRECONDITION_FAILED', 'The model that was kept warm is not loaded any more.');
    const to = { sessionId, epoch, rank };
    const leaseMs = leaseOf(lease.leaseMs);
    const spec = { ...own.spec, sessionId, epoch };
    const since = { state: 'loaded' as const, acceptedAtMs: nowMs(), leaseUntilMs: nowMs() + leaseMs };
    // Before it reports as that session's; the earlier one's fence holds from here on.
    held.set(sessionId, { ...own, ...to, ...lease, ...since, spec, leaseMs, isResting: false });
    try {
      runtime.handOver(own, to);
    } catch (error) {
      held.delete(sessionId);
      close(over, to);
      throw new CommandRefused('PRECONDITION_FAILED', messageOf(error));
    }
    held.delete(from.sessionId);
    close(over, from);
    options.onHandOver?.(from);
    log(`Session ${sessionId} took over rank ${rank} of session ${from.sessionId}.`);
  };
}

function restUntil(own: Held, endsAt: Date, { runtime }: HeldSessionsOptions): void {
  if (own.state !== 'ready' && own.rank === 0)
    throw new CommandRefused('PRECONDITION_FAILED', 'The session is not ready.');
  if (own.isStopping || !runtime.handOver)
    throw new CommandRefused('PRECONDITION_FAILED', 'This rank can’t be kept.');
  Object.assign(own, { endsAt, isResting: true });
}

/** The command to take over may have been lost; a refusal is the command's to tell. */
function makeGood(
  desired: readonly DesiredSession[],
  held: ReadonlyMap<string, Held>,
  takeOver: (who: TakeOver, lease: Lease) => void,
): void {
  for (const { takesOver: from, leaseMs, endsAt, ...to } of desired) {
    if (!from || held.get(from.sessionId)?.epoch !== from.epoch || held.has(to.sessionId)) continue;
    try {
      takeOver({ ...to, from }, { leaseMs, endsAt });
    } catch (error) {
      log(`A model that is kept warm could not be handed over: ${messageOf(error)}`);
    }
  }
}

export type HeldSessions = ReturnType<typeof createHeldSessions>;

export function createHeldSessions(options: HeldSessionsOptions) {
  const { runtime, journal, epochs, nowMs } = options;
  const held = new Map<string, Held>();
  /** Epochs that are over here: a late prepare must not start them again. */
  const over = new Map<string, number>();

  const admit = ({ sessionId, epoch }: Fence): Held | undefined => {
    if (!ID.test(sessionId)) throw new CommandRefused('VALIDATION', 'That is not a session id.');
    const newest = epochs.get(sessionId) ?? 0;
    if (epoch < newest)
      throw new CommandRefused('CONFLICT', `Epoch ${epoch} of this session is over; it is at ${newest}.`);
    if (epoch > newest) {
      setNewest(epochs, sessionId, epoch, KEPT_EPOCHS);
      journal.write({ type: 'epoch', sessionId, epoch });
    }
    const own = held.get(sessionId);
    return own?.epoch === epoch ? own : undefined;
  };
  const need = (fence: Fence): Held => admit(fence) ?? refuseUnheld();
  const stop = async (own: Held, cause: ExitCause, message: string): Promise<void> => {
    if (own.isStopping) return;
    own.isStopping = true;
    close(over, own);
    log(`Ending rank ${own.rank} of session ${own.sessionId}: ${message}`);
    try {
      await runtime.stop(own, cause, message);
    } catch (error) {
      // Nobody waits for most stops; what brought this one about is looked at again in a moment.
      own.isStopping = false;
      log(`Rank ${own.rank} of session ${own.sessionId} could not be ended: ${messageOf(error)}`);
    }
  };

  const prepare = async (spec: RankSpec, lease: { leaseMs: number; endsAt: Date }): Promise<void> => {
    if (admit(spec)) return;
    const { sessionId, epoch, rank } = spec;
    if ((over.get(sessionId) ?? 0) >= epoch)
      throw new CommandRefused('CONFLICT', 'That session is over on this machine.');
    if (rank >= spec.size)
      throw new CommandRefused('VALIDATION', `There is no rank ${rank} of ${spec.size}.`);
    const older = held.get(sessionId);
    if (older) await stop(older, 'asked', 'The session was started anew.');
    held.set(sessionId, newHeld(spec, lease, nowMs()));
    log(`Preparing rank ${rank} of ${spec.size} of session ${sessionId} with ${spec.modelId}.`);
    runtime.prepare(spec);
  };

  const takeOver = createTakeOver({ held, over, admit, options });

  return {
    admit,
    need,
    prepare,
    takeOver,
    /** It answers nobody any more, and stays until then unless another session takes it over. */
    rest: (fence: Fence, endsAt: Date): void => restUntil(need(fence), endsAt, options),
    /** `message`: for people. */
    stop,
    /** A late prepare of this epoch must not start it again. */
    close: (fence: Fence): void => close(over, fence),
    running: (): RunningRank[] =>
      [...held.values()].map(({ sessionId, epoch, rank, state }) => ({ sessionId, epoch, rank, state })),
    holdsModel: (modelId: string): boolean => [...held.values()].some((it) => it.spec.modelId === modelId),
    onRankState(ref: RankRef, update: RankUpdate): void {
      const own = held.get(ref.sessionId);
      if (own?.epoch !== ref.epoch) return;
      own.state = update.state;
      if (update.state !== 'exited') return;
      held.delete(ref.sessionId);
      close(over, ref);
    },
    /**
     * What the portal wants this machine to hold, complete. A session accepted after the question left is not
     * judged: the portal's answer may be older than it.
     */
    applyDesired(desired: readonly DesiredSession[], sentAtMs: number): void {
      makeGood(desired, held, takeOver);
      for (const own of held.values()) {
        const wanted = desired.find((it) => it.sessionId === own.sessionId && it.epoch === own.epoch);
        if (wanted) {
          own.leaseMs = leaseOf(wanted.leaseMs);
          own.leaseUntilMs = Math.max(own.leaseUntilMs, sentAtMs + own.leaseMs);
          own.endsAt = wanted.endsAt;
        } else if (own.acceptedAtMs < sentAtMs) {
          void stop(own, 'asked', 'The portal does not want this session any more.');
        }
      }
    },
    /** Ends what has lost its lease or its booking's time; called often. */
    enforceLeases(): void {
      for (const own of held.values()) {
        if (own.isStopping) continue;
        if (nowMs() > own.leaseUntilMs) {
          void stop(own, 'lease_ended', `No word from the portal for ${Math.round(own.leaseMs / 1000)} s.`);
        } else if (options.portalNow().getTime() > own.endsAt.getTime() + AGENT_TIMES.bookingEndGraceMs) {
          void stop(own, 'lease_ended', 'The booking is over.');
        }
      }
    },
    async stopAll(message: string): Promise<void> {
      await Promise.all([...held.values()].map((own) => stop(own, 'asked', message)));
    },
  };
}
