import { randomUUID } from 'node:crypto';
import { ENGINE_DEFAULTS } from '@/shared/domain/engine-settings.ts';
import { ADMINS, type Case, MEMBERS, SIGNED_IN } from './rights-case.ts';

export const SESSION_RIGHTS: Record<string, Case[]> = {
  'sessions.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'sessions.get': [{ may: SIGNED_IN, input: ({ theirs }) => ({ id: theirs.session.id }) }],
  'sessions.outlook': [
    { may: SIGNED_IN, input: ({ mine }) => ({ bookingId: mine.running.id, modelId: 'espalier-demo' }) },
  ],
  'sessions.preflight': [
    { may: SIGNED_IN, input: ({ mine }) => ({ bookingId: mine.running.id, modelId: 'espalier-demo' }) },
  ],
  'sessions.ahead': [{ may: SIGNED_IN, input: ({ mine }) => ({ bookingId: mine.running.id }) }],
  'sessions.howStarted': [{ may: SIGNED_IN, input: ({ theirs }) => ({ id: theirs.session.id }) }],
  'sessions.canaryRule': [{ may: SIGNED_IN }],
  'sessions.setCanaryRule': [{ may: ADMINS, input: () => ({ rule: 'always' }) }],
  'sessions.keepWarmRule': [{ may: SIGNED_IN }],
  'sessions.setKeepWarmRule': [{ may: ADMINS, input: () => ({ minutes: 20 }) }],
  'sessions.engineDefaults': [{ may: SIGNED_IN }],
  'sessions.setEngineDefaults': [{ may: ADMINS, input: () => ENGINE_DEFAULTS }],
  'sessions.serveAnyway': [{ may: ADMINS, input: ({ mine }) => ({ id: mine.session.id }) }],
  'sessions.forgetAnswers': [{ may: ADMINS, input: ({ mine }) => ({ id: mine.session.id }) }],
  'sessions.startableModels': [{ may: SIGNED_IN, input: ({ mine }) => ({ bookingId: mine.running.id }) }],
  'sessions.start': [
    {
      may: MEMBERS,
      input: ({ mine }) => ({ id: randomUUID(), bookingId: mine.running.id, modelId: 'espalier-demo' }),
    },
  ],
  'sessions.end': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.session.id }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.session.id }) },
  ],
  'sessions.setOpen': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.session.id, open: true }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.session.id, open: true }) },
  ],
  'sessions.readLog': [{ may: SIGNED_IN, input: ({ theirs }) => ({ sessionId: theirs.session.id }) }],
  'sessions.searchLog': [
    { may: SIGNED_IN, input: ({ theirs }) => ({ sessionId: theirs.session.id, text: 'error' }) },
  ],
  'incidents.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'incidents.get': [{ may: SIGNED_IN, input: ({ theirs }) => ({ id: theirs.incident.id }) }],
  'incidents.setClosed': [
    { about: 'one’s own', may: MEMBERS, input: ({ mine }) => ({ id: mine.incident.id, closed: true }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.incident.id, closed: true }) },
  ],
};
