import { randomUUID } from 'node:crypto';
import { ADMINS, type Case, SIGNED_IN } from './rights-case.ts';

const RULE = {
  id: null,
  revision: 0,
  kind: 'offline',
  name: 'Away',
  isOn: true,
  severity: 'warning',
  threshold: null,
  clearsAt: null,
  fireAfterSeconds: 60,
  clearAfterSeconds: 60,
  scope: 'all',
  catalogIds: [],
  machineIds: [],
  tellsConcerned: true,
  roles: ['admin'],
  teamIds: [],
  personIds: [],
  byEmail: true,
  byWebhook: true,
  sendsSimulated: false,
};

/** What is watched and what fires. */
export const ALERT_RIGHTS: Record<string, Case[]> = {
  'alerts.list': [{ may: SIGNED_IN, input: () => ({ which: 'all' }) }],
  'alerts.acknowledge': [{ may: SIGNED_IN, input: () => ({ id: 'none', acknowledged: true }) }],
  'alerts.rules': [{ may: ADMINS, input: () => ({}) }],
  'alerts.choices': [{ may: ADMINS, input: () => ({}) }],
  'alerts.saveRule': [{ may: ADMINS, input: () => RULE }],
  'alerts.preview': [{ may: ADMINS, input: () => RULE }],
  'alerts.sendTest': [
    { may: ADMINS, input: () => ({ id: randomUUID(), name: 'Away', byEmail: true, byWebhook: true }) },
  ],
  'alerts.test': [{ may: ADMINS, input: () => ({ id: 'none' }) }],
  'alerts.setRule': [{ may: ADMINS, input: () => ({ id: 'none', isOn: false }) }],
  'alerts.removeRule': [{ may: ADMINS, input: () => ({ id: 'none' }) }],
  'alerts.silences': [{ may: SIGNED_IN, input: () => ({}) }],
  'alerts.silence': [
    {
      may: ADMINS,
      input: ({ machine }) => ({
        ruleId: null,
        subjectId: machine.id,
        until: new Date(Date.now() + 3_600_000),
      }),
    },
  ],
  'metricsTokens.list': [{ may: ADMINS, input: () => ({}) }],
  'metricsTokens.make': [{ may: ADMINS, input: () => ({ name: 'Prometheus' }) }],
  'metricsTokens.revoke': [{ may: ADMINS, input: () => ({ id: 'none' }) }],
  'alerts.endSilence': [{ may: ADMINS, input: () => ({ id: 'none' }) }],
};
