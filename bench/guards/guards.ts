type Kind = 'unit' | 'db' | 'socket' | 'mlx';
export type Guard = {
  /** What is taken away. */
  name: string;
  /** Each: a file, one piece of it, and what stands there instead. */
  edits: [file: string, from: string, to: string][];
  /** What has to fail then: kind, file, part of its name. */
  test: [kind: Kind, file: string, name: string];
};

/** A rank never outlives what it belongs to, and nobody else’s process is ended for one. */
const NO_ORPHANS: Guard[] = [
  {
    name: 'Linux ends a rank with its agent, though the rank stands still',
    edits: [['agent/rank/rank.py', 'ctypes.CDLL(None).prctl(1, signal.SIGKILL)', 'pass']],
    test: ['mlx', 'agent/rank/rank.mlx.test.ts', 'kill -9 of the agent ends its rank at once'],
  },
  {
    name: 'a rank ends with its standard input, as it has to on a Mac',
    edits: [
      ['agent/rank/rank.py', 'ctypes.CDLL(None).prctl(1, signal.SIGKILL)', 'pass'],
      [
        'agent/rank/rank.py',
        'if os.getpgrp() == os.getpid():',
        'return\n        if os.getpgrp() == os.getpid():',
      ],
    ],
    test: ['mlx', 'agent/rank/rank.mlx.test.ts', 'kill -9 of the agent ends its rank at once'],
  },
  {
    name: 'what left the group of a rank is found by its mark',
    edits: [['agent/runtime/rank-process.ts', ', ...markedProcesses(RANK_MARK, mark)', '']],
    test: ['socket', 'agent/standing.socket.test.ts', 'had a child in a session of its own'],
  },
  {
    name: 'the ladder ends with SIGKILL',
    edits: [['agent/runtime/stop-ladder.ts', "return 'kill'", 'return null']],
    test: ['socket', 'agent/run-agent.socket.test.ts', 'ignores its stdin and SIGTERM, with children'],
  },
  {
    name: 'a rank is reported as gone after its whole group is',
    edits: [['agent/runtime/rank-process.ts', 'if (left.size === 0) return onEmpty();', 'return onEmpty();']],
    test: ['socket', 'agent/run-agent.socket.test.ts', 'ignores its stdin and SIGTERM, with children'],
  },
  {
    name: 'an agent’s start ends what an earlier run left',
    edits: [['agent/run-agent.ts', 'await endLeftovers(journal.before.ranks);', '']],
    test: [
      'socket',
      'agent/run-agent.socket.test.ts',
      'survives its agent is ended and told by the next one',
    ],
  },
  {
    name: 'a process is ended by its number only with its start time',
    edits: [
      [
        'agent/end-leftovers.ts',
        'pid !== null && startTime !== null && processStartTime(pid) === startTime',
        'pid !== null',
      ],
    ],
    test: ['socket', 'agent/standing.socket.test.ts', 'an innocent one is, whose pid the journal has'],
  },
  {
    name: 'leftovers are also found by their mark',
    edits: [
      ['agent/end-leftovers.ts', '...markedProcesses(RANK_MARK, rankMark(rank.startedAs ?? rank))', ''],
    ],
    test: ['socket', 'agent/end-leftovers.socket.test.ts', 'moved to its own group and lost its leader'],
  },
  {
    name: 'a rank that stands still is ended',
    edits: [['agent/runtime/mlx/watchdog.ts', 'nowMs - lastBeatMs > beatLimitMs', 'false']],
    test: [
      'socket',
      'agent/run-agent.socket.test.ts',
      'stopped by a signal is found by its silent heartbeat',
    ],
  },
  {
    name: 'an answer that makes no step ends its rank',
    edits: [['agent/runtime/mlx/watchdog.ts', 'nowMs - lastStepMs <= stepLimitMs', 'true']],
    test: ['socket', 'agent/run-agent.socket.test.ts', 'without progress is found though the rank beats'],
  },
  {
    name: 'an agent that is asked to end ends its ranks first',
    edits: [
      [
        'agent/run-agent.ts',
        "await sessions.stopAll(WHY[code] ?? 'The agent was ended on this machine.');",
        '',
      ],
    ],
    test: ['socket', 'agent/run-agent.socket.test.ts', 'SIGTERM of the agent ends its ranks first'],
  },
  {
    name: 'a rank’s exit ends the whole group',
    edits: [
      [
        'shared/domain/session-machine.ts',
        "return changed(session, 'failed', ranks, ['stop_all'], now, failure);\n}\n\nfunction exitFailure",
        "return changed(session, 'failed', ranks, [], now, failure);\n}\n\nfunction exitFailure",
      ],
    ],
    test: ['db', 'server/modules/sessions/sessions.db.test.ts', 'a rank that exits takes the group with it'],
  },
  {
    name: 'a machine is free once its rank is gone, not before',
    edits: [
      [
        'shared/domain/session-machine.ts',
        "return others.every((it) => it.state === 'exited')\n      ? changed",
        'return others.length >= 0\n      ? changed',
      ],
    ],
    test: ['db', 'server/modules/sessions/sessions.db.test.ts', 'it is over when all have exited'],
  },
  {
    name: 'memory that does not come back keeps the machine out',
    edits: [['agent/machine-guard.ts', "raise('memory_held', tellHeld(held, freedWithinMs));", '']],
    test: ['unit', 'agent/machine-guard.test.ts', 'memory that does not come back'],
  },
  {
    name: 'a process that can’t be killed keeps the machine out',
    edits: [['agent/machine-guard.ts', "raise('process_stuck'", "void ('process_stuck'"]],
    test: ['unit', 'agent/machine-guard.test.ts', 'a process that even SIGKILL does not end'],
  },
];

/** Leases, epochs, identities and the grace of a portal that was away. */
const FENCES: Guard[] = [
  {
    name: 'a lease that ran out ends its rank',
    edits: [['agent/held-sessions.ts', 'nowMs() > own.leaseUntilMs', 'false']],
    test: ['socket', 'agent/standing.socket.test.ts', 'for longer than its lease ends its rank'],
  },
  {
    name: 'a lease counts from when the heartbeat left',
    edits: [['agent/held-sessions.ts', 'sentAtMs + own.leaseMs', 'nowMs() + own.leaseMs']],
    test: ['unit', 'agent/held-sessions.test.ts', 'a lease counts from when the renewed heartbeat left'],
  },
  {
    name: 'a lease is never made shorter by a late answer',
    edits: [
      [
        'agent/held-sessions.ts',
        'Math.max(own.leaseUntilMs, sentAtMs + own.leaseMs)',
        'sentAtMs + own.leaseMs',
      ],
    ],
    test: ['unit', 'agent/held-sessions.test.ts', 'a late answer to an old heartbeat shortens nothing'],
  },
  {
    name: 'a booking’s end is kept without the portal',
    edits: [
      ['agent/held-sessions.ts', 'options.portalNow().getTime() > own.endsAt.getTime()', 'false && 0 > 0'],
    ],
    test: ['socket', 'agent/run-agent.socket.test.ts', 'the booking’s end ends the rank'],
  },
  {
    name: 'an agent refuses an older epoch',
    edits: [['agent/held-sessions.ts', 'if (epoch < newest)', 'if (false)']],
    test: ['unit', 'agent/held-sessions.test.ts', 'an older epoch is refused, also after a restart'],
  },
  {
    name: 'a session accepted after the question left is not judged by its answer',
    edits: [['agent/held-sessions.ts', 'own.acceptedAtMs < sentAtMs', 'true']],
    test: ['unit', 'agent/held-sessions.test.ts', 'accepted after the question left'],
  },
  {
    name: 'a failed read of what to hold ends nothing (agent)',
    edits: [
      [
        'agent/beat.ts',
        'if (!isRefusal(error)) throw error;',
        'if (!isRefusal(error)) return { serverTime: new Date(), desired: [], forgiven: false };',
      ],
    ],
    test: ['unit', 'agent/held-sessions.property.test.ts', 'an answer that was not read ends nothing'],
  },
  {
    name: 'a failed read of what to hold is no empty list (portal)',
    edits: [
      [
        'server/modules/sessions/reconcile-agent.ts',
        'query<DesiredRow>(DESIRED, [machineId, HELD_STATES])',
        'query<DesiredRow>(DESIRED, [machineId, HELD_STATES]).catch(() => [])',
      ],
    ],
    test: ['socket', 'server/realtime/fencing.socket.test.ts', 'is never told from a failed look'],
  },
  {
    name: 'rank:state of an older epoch is refused within the statement',
    edits: [
      [
        'server/modules/sessions/apply-session-event.ts',
        'AND (${fence.epoch}::int IS NULL OR epoch = ${fence.epoch}::int)',
        'AND (${fence.epoch}::int IS NULL OR true)',
      ],
    ],
    test: ['db', 'server/modules/sessions/sessions.db.test.ts', 'refused in every write'],
  },
  {
    name: 'rank:state of an older epoch is refused where it comes in',
    edits: [
      ['server/modules/sessions/record-rank-state.ts', 'session: { epoch: report.epoch } },', '},'],
      [
        'server/modules/sessions/apply-session-event.ts',
        'AND (${fence.epoch}::int IS NULL OR epoch = ${fence.epoch}::int)',
        'AND (${fence.epoch}::int IS NULL OR true)',
      ],
    ],
    test: ['socket', 'server/realtime/fencing.socket.test.ts', 'rank:state'],
  },
  {
    name: 'rank:log of an older epoch is refused',
    edits: [
      ['server/modules/sessions/record-log.ts', 'AND s.epoch = $2::int', 'AND s.epoch + 0 * $2::int > 0'],
    ],
    test: ['socket', 'server/realtime/fencing.socket.test.ts', 'rank:log'],
  },
  {
    name: 'generation:deltas of an older epoch are refused',
    edits: [
      ['server/modules/generations/record-deltas.ts', 'AND s.epoch = $3::int', ''],
      [
        'server/modules/generations/record-deltas.ts',
        'AND g.epoch = $3::int',
        'AND g.epoch + 0 * $3::int > 0',
      ],
    ],
    test: ['socket', 'server/realtime/fencing.socket.test.ts', 'generation:deltas'],
  },
  {
    name: 'generation:end of an older epoch is refused',
    edits: [
      ['server/modules/generations/end-generation.ts', 'AND s.epoch = $4::int', ''],
      [
        'server/modules/generations/end-generation.ts',
        'AND g.epoch = $4::int',
        'AND g.epoch + 0 * $4::int > 0',
      ],
    ],
    test: ['socket', 'server/realtime/fencing.socket.test.ts', 'generation:end'],
  },
  {
    name: 'the copy of an identity does not connect beside it',
    edits: [
      [
        'server/modules/agents/verify-handshake.ts',
        'joinCounter: { lt: joinCounter, gte: joinCounter - MOST_AHEAD },',
        '',
      ],
    ],
    test: ['socket', 'server/realtime/fencing.socket.test.ts', 'starts nothing twice'],
  },
  {
    name: 'the original stays until a person has decided',
    edits: [['server/modules/agents/verify-handshake.ts', "if (verdict === 'known') return;", 'return;']],
    test: ['socket', 'server/realtime/copied-identity.socket.test.ts', 'the copy waits and says so'],
  },
  {
    name: 'a portal judges nobody at its start',
    edits: [
      [
        'shared/domain/judgement.ts',
        'judgesFrom: after(startedAt, graceMs)',
        'judgesFrom: after(startedAt, 0 * graceMs)',
      ],
    ],
    test: [
      'socket',
      'server/realtime/fencing.socket.test.ts',
      'for four minutes loses no session at its start',
    ],
  },
  {
    name: 'nobody is judged by a look that came late',
    edits: [['shared/domain/judgement.ts', 'gapMs > lateMs ?', 'gapMs > lateMs * 1e9 ?']],
    test: ['unit', 'shared/domain/judgement.test.ts', ''],
  },
  {
    name: 'a session is not lost before its lease',
    edits: [
      [
        'server/modules/sessions/reconcile-agent.ts',
        'ctx.now().getTime() - leaseMs - rankEndMs',
        'ctx.now().getTime() - 0 * (leaseMs + rankEndMs)',
      ],
    ],
    test: ['db', 'server/modules/sessions/sessions.db.test.ts', 'silent past its lease takes the session'],
  },
  {
    name: 'a database of before gives no epoch twice',
    edits: [['server/modules/sessions/keep-epochs-ahead.ts', 'if (highest <= last) return;', 'return;']],
    test: ['socket', 'server/realtime/fencing.socket.test.ts', 'epochs go on above what agents report'],
  },
  {
    name: 'a rank of another start is not taken for one of the group',
    edits: [
      [
        'agent/rank/rank_links.py',
        'raise RuntimeError("A rank of another start was met in the group.")',
        'pass',
      ],
    ],
    test: ['mlx', 'agent/rank/rank.mlx.test.ts', 'a rank of another start is not taken'],
  },
];

export const GUARDS: Record<string, Guard[]> = { 'no orphans': NO_ORPHANS, fences: FENCES };
