import { randomUUID } from 'node:crypto';
import { ADMINS, type Case, SIGNED_IN } from './rights-case.ts';

/** Who may do what with machines, their cables and their agents. */
export const MACHINE_RIGHTS: Record<string, Case[]> = {
  'lab.glance': [{ may: SIGNED_IN }],
  'machines.list': [{ may: SIGNED_IN }],
  'machines.get': [{ may: SIGNED_IN, input: ({ machine }) => ({ id: machine.id }) }],
  'machines.evidence': [{ may: SIGNED_IN, input: ({ machine }) => ({ id: machine.id }) }],
  'machines.timeline': [{ may: SIGNED_IN, input: ({ machine }) => ({ machineId: machine.id }) }],
  'machines.labNow': [{ may: SIGNED_IN }],
  'cables.map': [{ may: SIGNED_IN }],
  'cables.checkSet': [{ may: SIGNED_IN, input: ({ machine }) => ({ machineIds: [machine.id] }) }],
  'cables.changes': [{ may: SIGNED_IN, input: () => ({}) }],
  'cables.ports': [{ may: SIGNED_IN, input: ({ machine }) => ({ machineId: machine.id }) }],
  'cables.save': [
    {
      may: ADMINS,
      input: ({ machine, mine }) => ({
        id: randomUUID(),
        a: { machineId: machine.id, port: 'Thunderbolt 2' },
        b: { machineId: mine.machine.id, port: 'Thunderbolt 2' },
        speedGbps: 80,
        rdma: null,
      }),
    },
  ],
  'cables.remove': [{ may: ADMINS, input: () => ({ id: randomUUID() }) }],
  'machines.add': [{ may: ADMINS, input: () => ({ name: `Added ${randomUUID()}` }) }],
  'machines.liftQuarantine': [{ may: ADMINS, input: ({ machine }) => ({ id: machine.id }) }],
  'machines.cordon': [
    {
      may: ADMINS,
      input: ({ machine }) => ({
        id: machine.id,
        revision: machine.revision,
        reason: 'Fan',
        drainMinutes: null,
      }),
    },
  ],
  'power.rule': [{ may: SIGNED_IN }],
  'power.setRule': [{ may: ADMINS, input: () => ({ mode: 'keep_awake', idleMinutes: 30, leadMinutes: 10 }) }],
  'power.machine': [{ may: SIGNED_IN, input: ({ machine }) => ({ id: machine.id }) }],
  'power.setMachine': [
    {
      may: ADMINS,
      input: ({ machine }) => ({ id: machine.id, revision: machine.revision, mode: null, idleMinutes: null }),
    },
  ],
  'power.keepAwake': [{ may: ADMINS, input: () => ({ id: 'none', minutes: 60 }) }],
  'power.sleep': [{ may: ADMINS, input: () => ({ id: 'none' }) }],
  'power.wake': [{ may: ADMINS, input: () => ({ id: 'none' }) }],
  'machines.uncordon': [
    { may: ADMINS, input: ({ machine }) => ({ id: machine.id, revision: machine.revision }) },
  ],
  'machines.createJoinToken': [{ may: ADMINS, input: ({ machine }) => ({ id: machine.id }) }],
  'joins.createToken': [{ may: ADMINS }],
  'joins.progress': [{ may: ADMINS, input: () => ({ id: 'none' }) }],
  'joins.newcomers': [{ may: ADMINS }],
  'joins.admit': [{ may: ADMINS, input: () => ({ id: 'none', name: randomUUID() }) }],
  'joins.refuse': [{ may: ADMINS, input: () => ({ id: 'none' }) }],
  'joins.rivals': [{ may: ADMINS, input: ({ machine }) => ({ id: machine.id }) }],
  'joins.decideRival': [{ may: ADMINS, input: () => ({ id: 'none', verdict: 'refused' }) }],
  'machines.rename': [
    {
      may: ADMINS,
      input: ({ machine }) => ({ id: machine.id, name: randomUUID(), revision: machine.revision }),
    },
  ],
  'machines.setStatus': [
    {
      may: ADMINS,
      input: ({ machine }) => ({ id: machine.id, status: 'maintenance', revision: machine.revision }),
    },
  ],
};
