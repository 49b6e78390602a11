import { randomUUID } from 'node:crypto';
import { type Case, MEMBERS, SIGNED_IN, window } from './rights-case.ts';

const A_RESULT = {
  modelId: 'gone',
  kinds: [''],
  backend: 'ring',
  parallelism: 'tensor',
  mlx: null,
  mlxLm: null,
  step: 0,
};

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
