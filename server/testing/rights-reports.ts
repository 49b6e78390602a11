import { randomUUID } from 'node:crypto';
import { ADMINS, type Case, MEMBERS, SIGNED_IN, window } from './rights-case.ts';

const A_RESULT = {
  modelId: 'gone',
  kinds: [''],
  backend: 'ring',
  parallelism: 'tensor',
  mlx: null,
  mlxLm: null,
  step: 0,
};

const benchmarkOf = (session: { id: string }) => ({
  id: randomUUID(),
  sessionId: session.id,
  promptTokens: [128],
  rounds: 1,
});

export const REPORT_RIGHTS: Record<string, Case[]> = {
  'reports.kinds': [{ may: SIGNED_IN, input: window }],
  'reports.usage': [{ may: SIGNED_IN, input: window }],
  'reports.plan': [{ may: SIGNED_IN, input: window }],
  'reports.planGrowth': [{ may: SIGNED_IN, input: window }],
  'reports.energy': [{ may: SIGNED_IN, input: window }],
  'reports.elsewhere': [{ may: SIGNED_IN, input: () => ({ ...window(), simulated: false }) }],
  'reports.reliability': [{ may: SIGNED_IN, input: () => ({ ...window(), simulated: false }) }],
  'results.list': [{ may: SIGNED_IN, input: () => ({ ...window(), simulated: false }) }],
  'results.runs': [{ may: SIGNED_IN, input: () => ({ ...window(), simulated: false, key: A_RESULT }) }],
  'results.benchmarks': [{ may: SIGNED_IN, input: () => ({ ...window(), simulated: false }) }],
  'results.sessionBenchmarks': [
    { may: SIGNED_IN, input: ({ theirs }) => ({ sessionId: theirs.session.id }) },
  ],
  'results.startBenchmark': [
    { about: 'on one’s own session', may: MEMBERS, input: ({ mine }) => benchmarkOf(mine.session) },
    { about: 'on another’s', may: ADMINS, input: ({ theirs }) => benchmarkOf(theirs.session) },
  ],
  'results.stopBenchmark': [
    { about: 'on one’s own session', may: MEMBERS, input: ({ mine }) => ({ id: mine.benchmark.id }) },
    { about: 'on another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.benchmark.id }) },
  ],
  'results.readImport': [{ may: MEMBERS, input: () => ({ text: '' }) }],
  'results.import': [
    {
      may: MEMBERS,
      input: () => ({
        id: randomUUID(),
        text: '{"n_gen": 128, "avg_ts": 5}',
        source: 'a paper',
        model: 'llama',
        hardware: 'Mac Studio',
      }),
    },
  ],
  'results.imports': [{ may: SIGNED_IN, input: () => ({}) }],
  'results.setImportRemoved': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.imported.id, removed: true }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.imported.id, removed: true }) },
  ],
  'reports.use': [
    { about: 'by person', may: SIGNED_IN, input: () => ({ ...window(), by: 'person' }) },
    { about: 'by purpose', may: SIGNED_IN, input: () => ({ ...window(), by: 'purpose' }) },
  ],
  'reports.useRows': [{ may: SIGNED_IN, input: () => ({ ...window(), by: 'team', key: null }) }],
  'reportMail.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'reportMail.read': [{ may: SIGNED_IN, input: () => ({ viewId: randomUUID() }) }],
  'reportMail.save': [
    {
      may: MEMBERS,
      input: () => ({
        viewId: randomUUID(),
        every: 'week',
        weekday: 1,
        hour: 8,
        personIds: [randomUUID()],
      }),
    },
  ],
  'reportMail.stop': [{ may: SIGNED_IN, input: () => ({ viewId: randomUUID() }) }],
  'reportMail.sendNow': [{ may: SIGNED_IN, input: () => ({ viewId: randomUUID(), every: 'week' }) }],
};
