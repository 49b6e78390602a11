import { FAILURE_CAUSES, type FailureCause } from '../data/failure-causes.ts';
import type { FailureSign } from '../data/failure-signs.ts';
import { isOfLink, readFailureLine, readTrialFailure } from './failure-lines.ts';
import type { Backend, SessionEndReason } from '../schemas/session.ts';
import type { ExitCause } from './session-machine.ts';

/*
 * From the raw signs of a failed session to its cause, the machine it names, and what helps. One table for agent and
 * portal (`shared/data/failure-signs.ts` reads lines, `failure-causes.ts` has the words); this file weighs them.
 */
export const FAILURE_PHASES = [
  'checking',
  'preparing',
  'connecting',
  'loading',
  'warming_up',
  'proving',
  'answering',
] as const;
export type FailurePhase = (typeof FAILURE_PHASES)[number];

/**
 * What the lab itself saw of a rank's machine around the failure: it fell silent, told that it had slept or, where its
 * system does not say which, stood still; its GPU hung, or it was kept out for what it held; a cable of it to another
 * machine of the group went. `text`: that, for people.
 */
export type MachineSight = {
  kind: 'silent' | 'slept' | 'stood_still' | 'hangs' | 'kept_out' | 'cable_out';
  text: string;
  /** Where that is known better than when it was noticed. */
  since?: Date;
};

export type RankSigns = {
  rank: number;
  machine: string;
  /** Why its agent says that it ended; null while nobody told. */
  exitCause: ExitCause | null;
  exitCode: number | null;
  /** As `SIGKILL`. */
  signal: string | null;
  /** The agent's words on its end, the engine's error among them. */
  message: string | null;
  /** Its newest lines, oldest first. */
  lines: readonly string[];
  sights?: readonly MachineSight[];
};
export type FailureFacts = {
  phase: FailurePhase;
  backend: Backend;
  endReason: SessionEndReason | null;
  /** Whose end or silence was noticed; null where the portal's own clock noticed it. */
  reportedRank: number | null;
  ranks: readonly RankSigns[];
  /** Beginning of what it answered, where that is not what is known of its model. */
  wrongAnswer?: string | null;
  /** Used of all, 0 to 1, at its last reading, by rank; left out where it is not known. */
  memoryRatios?: Readonly<Record<number, number>>;
};
export type Certainty = 'known' | 'likely' | 'unknown';
export type FailureFinding = {
  cause: FailureCause;
  certainty: Certainty;
  /** Whose machine the cause is on; null where the signs don't tell. */
  rank: number | null;
  /** The line that decided, as it was said; `index` is its place among the rank's lines, null for its last words. */
  decidedBy: { rank: number; text: string; index: number | null } | null;
};
export type FailureWords = {
  title: string;
  sentence: string;
  remedy: string[];
  isTransient: boolean;
  needsPerson: boolean;
  needsReboot: boolean;
};

/** Of each rank so many of its newest lines are read. */
export const LINES_READ = 200;

/** Why a session failed, as far as the signs tell; never throws. */
export function explainFailure(facts: FailureFacts): FailureFinding {
  const said = fromWords(facts);
  return (NOTICED.has(said.cause) && fromSights(facts, said.cause)) || said;
}

/** How others notice what befell one machine: what was seen of that machine tells more. */
const NOTICED: ReadonlySet<FailureCause> = new Set([
  'stalled',
  'spinning',
  'peer_lost',
  'agent_lost',
  'portal_lost',
  'crashed',
  'crashed_cable',
  'rdma_timeout',
  'late_connecting',
  'late_loading',
  'late_warm_up',
  'unknown',
]);
const SEEN = {
  slept: ['slept', 'known'],
  stood_still: ['slept', 'likely'],
  hangs: ['gpu_wedged', 'known'],
  kept_out: ['gpu_wedged', 'likely'],
  cable_out: ['cable_out', 'known'],
  silent: ['agent_lost', 'likely'],
} as const satisfies Record<MachineSight['kind'], readonly [FailureCause, Certainty]>;

function fromSights(facts: FailureFacts, said: FailureCause): FailureFinding | null {
  for (const kind of ['slept', 'stood_still', 'hangs', 'kept_out', 'cable_out', 'silent'] as const) {
    // A cable or a GPU keeps no agent from speaking, and who is silent is named already.
    if ((said === 'agent_lost' || said === 'portal_lost') && kind !== 'slept' && kind !== 'stood_still')
      continue;
    // What befell a machine does not make the program of another fail by itself.
    if (said === 'crashed' && kind !== 'cable_out') continue;
    const seen = facts.ranks.filter((it) => it.sights?.some((sight) => sight.kind === kind));
    // Of several that are silent none is the one; a cable has two ends.
    if (seen.length === 0 || (seen.length > 1 && kind === 'silent')) continue;
    const { rank, sights = [] } = seen[0]!;
    const [cause, certainty] = SEEN[kind];
    const { text } = sights.find((sight) => sight.kind === kind)!;
    return { cause, certainty, rank, decidedBy: { rank, text, index: null } };
  }
  return null;
}

/**
 * Whether a cause that is found anew may take the place of another: what was seen of a machine is forgotten there once it
 * is well again, and must not turn a cause back into how it was noticed.
 */
export function tellsAsMuch(next: FailureCause, before: FailureCause): boolean {
  const told = (cause: FailureCause): number =>
    cause === 'unknown' ? 0 : cause === 'agent_lost' ? 2 : NOTICED.has(cause) ? 1 : 3;
  return told(next) >= told(before);
}

function fromWords(facts: FailureFacts): FailureFinding {
  // It was withheld for that; whatever comes later is another matter.
  if (facts.wrongAnswer)
    return {
      cause: 'wrong_answer',
      certainty: 'known',
      rank: facts.ranks.length === 1 ? 0 : null,
      decidedBy: { rank: 0, text: facts.wrongAnswer, index: null },
    };
  const signs = facts.ranks.flatMap(signsOf).toSorted((a, b) => weight(facts, b) - weight(facts, a));
  const own = signs.find((it) => !it.sign.isEcho);
  const seen = fromOutside(facts);
  // A machine that went silent took its last words with it; what the others say is how they noticed.
  const isSilent = seen !== null && SILENCES.has(seen.cause);
  if (isSilent && !(own && OF_THE_SYSTEM.has(own.sign.cause))) return { ...seen, decidedBy: null };
  if (own) return refine(facts, own);
  const ending = fromExits(facts);
  if (seen) return { ...seen, decidedBy: lastWords(facts, seen.rank) };
  if (ending) return { ...ending, decidedBy: lastWords(facts, ending.rank) };
  const heard = signs[0];
  if (heard)
    return { cause: heard.sign.cause, certainty: 'known', rank: whoWentFirst(facts), decidedBy: heard.said };
  return {
    cause: 'unknown',
    certainty: 'unknown',
    rank: facts.reportedRank,
    decidedBy: lastWords(facts, facts.reportedRank),
  };
}

/** What people are told of a cause; `machine` null where it is not known which. */
export function tellCause(cause: FailureCause, machine: string | null): FailureWords {
  const entry = FAILURE_CAUSES[cause];
  const named = (text: string): string =>
    text
      .replaceAll('{Machine}', machine ?? 'One of the machines')
      .replaceAll('{machine}', machine ?? 'one of the machines');
  return {
    title: named(entry.title),
    sentence: named(entry.sentence),
    remedy: entry.remedy.map(named),
    isTransient: entry.isTransient,
    needsPerson: entry.needs !== 'nobody',
    needsReboot: entry.needs === 'reboot',
  };
}

type Found = { sign: FailureSign; rank: RankSigns; said: NonNullable<FailureFinding['decidedBy']> };

function signsOf(rank: RankSigns): Found[] {
  const first = Math.max(0, rank.lines.length - LINES_READ);
  const texts = rank.lines.slice(first).map((text, at) => ({ text, index: (first + at) as number | null }));
  if (rank.message !== null) texts.push({ text: rank.message, index: null });
  return texts.flatMap(({ text, index }) => {
    const sign = readFailureLine(text);
    return sign ? [{ sign, rank, said: { rank: rank.rank, text, index } }] : [];
  });
}

/** The rank that ended of itself tells more than the one that noticed; a known sign more than a likely one. */
function weight(facts: FailureFacts, { sign, rank, said }: Found): number {
  const isWitness = rank.exitCause === 'peer_lost' || rank.exitCause === 'asked';
  return (
    (sign.certainty === 'known' ? 4 : 0) +
    (sign.cause === 'crashed' ? -6 : 0) +
    // Where links were tried, an engine that can't is not the cable's fault, whatever the other end waited for.
    (facts.endReason === 'preflight_failed' && !isOfLink(sign.cause) ? 12 : 0) +
    (isWitness ? 0 : 2) +
    (rank.rank === facts.reportedRank ? 1 : 0) +
    // Of one rank the newest line, its last words above all.
    (said.index === null ? 0.9 : (0.5 * said.index) / Math.max(1, rank.lines.length))
  );
}

function refine(facts: FailureFacts, { sign, rank, said }: Found): FailureFinding {
  const found = { cause: sign.cause, certainty: sign.certainty, rank: rank.rank, decidedBy: said };
  if (sign.cause === 'crashed' && /SIGSEGV|Segmentation fault/.test(said.text))
    return { ...found, ...segfault(facts) };
  if (sign.cause === 'killed') return { ...found, ...killed(facts, rank.rank) };
  return found;
}

const SILENCES: ReadonlySet<FailureCause> = new Set(['agent_lost', 'agent_restarted', 'portal_lost']);
const OF_THE_SYSTEM: ReadonlySet<FailureCause> = new Set(['kernel_panic', 'slept', 'killed_for_memory']);

const LATE: Record<FailurePhase, FailureCause> = {
  checking: 'late_preparing',
  preparing: 'late_preparing',
  connecting: 'late_connecting',
  loading: 'late_loading',
  warming_up: 'late_warm_up',
  proving: 'late_warm_up',
  answering: 'stalled',
};

/** What the portal itself saw. */
function fromOutside(facts: FailureFacts): Omit<FailureFinding, 'decidedBy'> | null {
  const rank = facts.reportedRank;
  const as = (cause: FailureCause, certainty: Certainty = 'known') => ({ cause, certainty, rank });
  switch (facts.endReason) {
    case 'agent_lost':
    case 'agent_restarted':
    case 'portal_lost':
      return as(facts.endReason);
    case 'stalled':
      return as('stalled', 'likely');
    case 'deadline_passed':
      return as(LATE[facts.phase], 'likely');
    case 'prepare_failed':
      return as('not_prepared');
    case 'preflight_failed':
      return failedTrial(facts);
    default:
      return null;
  }
}

/** Links were tried and one failed without a sign: the engine's own error at either end tells more than the link. */
function failedTrial({ ranks, reportedRank }: FailureFacts): Omit<FailureFinding, 'decidedBy'> {
  const own = ranks.find(({ message }) => message !== null && !readTrialFailure(message).isOfLink);
  return own
    ? { cause: readTrialFailure(own.message!).cause, certainty: 'likely', rank: own.rank }
    : { cause: 'link_failed', certainty: 'known', rank: reportedRank };
}

/** What codes and signals tell, of ranks that nobody had asked to end. */
function fromExits(facts: FailureFacts): Omit<FailureFinding, 'decidedBy'> | null {
  const ended = facts.ranks.filter(
    (it) =>
      it.exitCause === 'crashed' ||
      it.exitCause === 'load_failed' ||
      (it.exitCause === null && it.signal !== null),
  );
  const first = ended.find((it) => it.signal !== null) ?? ended[0];
  if (!first) return null;
  const { rank } = first;
  switch (first.signal ?? SIGNAL_OF_CODE[first.exitCode ?? 0]) {
    case 'SIGKILL':
      return { rank, ...killed(facts, rank) };
    case 'SIGSEGV':
    case 'SIGBUS':
      return { rank, ...segfault(facts) };
    case 'SIGABRT':
      return { cause: 'crashed', certainty: 'likely', rank };
    case 'SIGTERM':
    case 'SIGINT':
    case 'SIGHUP':
      return { cause: 'ended_from_outside', certainty: 'likely', rank };
    default:
      return first.exitCode === 0 ? { cause: 'ended_by_itself', certainty: 'known', rank } : null;
  }
}

/** A shell or a container tells a signal as 128 and its number. */
const SIGNAL_OF_CODE: Readonly<Record<number, string>> = {
  129: 'SIGHUP',
  130: 'SIGINT',
  134: 'SIGABRT',
  137: 'SIGKILL',
  138: 'SIGBUS',
  139: 'SIGSEGV',
  143: 'SIGTERM',
};

const FULL = 0.93;
function killed(facts: FailureFacts, rank: number): { cause: FailureCause; certainty: Certainty } {
  const ratio = facts.memoryRatios?.[rank];
  return ratio !== undefined && ratio >= FULL
    ? { cause: 'killed_for_memory', certainty: 'likely' }
    : { cause: 'killed', certainty: 'known' };
}

function segfault({ backend, phase }: FailureFacts): { cause: FailureCause; certainty: Certainty } {
  const isOverRdma = backend === 'jaccl' || backend === 'jaccl_ring';
  if (!isOverRdma) return { cause: 'crashed', certainty: 'likely' };
  return { cause: phase === 'connecting' ? 'rdma_crash' : 'crashed_cable', certainty: 'likely' };
}

/** Of ranks that lost each other, the one that did not say so; null where that is not one alone. */
function whoWentFirst({ ranks }: FailureFacts): number | null {
  const silent = ranks.filter((it) => it.exitCause !== 'peer_lost' && it.exitCause !== 'asked');
  return silent.length === 1 && ranks.length > 1 ? silent[0]!.rank : null;
}

function lastWords(facts: FailureFacts, rank: number | null): FailureFinding['decidedBy'] {
  const teller =
    facts.ranks.find((it) => it.rank === rank) ??
    facts.ranks.find((it) => it.exitCause !== null && it.exitCause !== 'asked') ??
    facts.ranks[0];
  if (!teller) return null;
  if (teller.message !== null) return { rank: teller.rank, text: teller.message, index: null };
  const index = teller.lines.findLastIndex((it) => it.trim() !== '');
  return index < 0 ? null : { rank: teller.rank, text: teller.lines[index]!, index };
}
