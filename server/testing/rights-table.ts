import { randomUUID } from 'node:crypto';
import { TEAM_RIGHTS } from './rights-team.ts';
import { ALERT_RIGHTS } from './rights-alerts.ts';
import { MACHINE_RIGHTS } from './rights-machines.ts';
import { KEY_RIGHTS } from './rights-keys.ts';
import { TOLD_RIGHTS } from './rights-told.ts';
import { FINDER_RIGHTS } from './rights-finder.ts';
import { SERIES_RIGHTS } from './rights-series.ts';
import { COMPARE_RIGHTS } from './rights-compare.ts';
import { CHARGE_RIGHTS } from './rights-charges.ts';
import { COST_RIGHTS } from './rights-costs.ts';
import { REPORT_RIGHTS } from './rights-reports.ts';
import { CHAT_SHELF_RIGHTS } from './rights-chat-shelf.ts';
import { BOOKING_LIFE_RIGHTS } from './rights-booking-life.ts';
import { SIGN_IN_RIGHTS } from './rights-sign-ins.ts';
import { SESSION_RIGHTS } from './rights-sessions.ts';
import { BOOKING_RIGHTS } from './rights-bookings.ts';
import { ADMINS, ahead, type Case, HOUR_MS, MEMBERS, SIGNED_IN, weekly, window } from './rights-case.ts';

const SMALL_CONFIG = '{"model_type":"llama","num_hidden_layers":2,"hidden_size":64}';
const inBranch = ({ conversation, messageId }: { conversation: { id: string }; messageId: string }) => ({
  conversationId: conversation.id,
  messageId,
});

/** Who may call what; a procedure that is not here fails the walk. */
export const RIGHTS: Record<string, Case[]> = {
  ...MACHINE_RIGHTS,
  'register.list': [{ may: SIGNED_IN }],
  'register.get': [{ may: SIGNED_IN, input: ({ machine }) => ({ id: machine.id }) }],
  'register.edit': [
    {
      may: ADMINS,
      input: ({ machine }) => ({
        id: machine.id,
        revision: machine.revision,
        changes: { location: 'Shelf' },
      }),
    },
  ],
  'register.customFields': [{ may: SIGNED_IN }],
  'register.saveCustomField': [
    {
      may: ADMINS,
      input: () => ({ id: null, label: `Field ${randomUUID().slice(0, 8)}`, kind: 'text', choices: [] }),
    },
  ],
  'register.retireCustomField': [{ may: ADMINS, input: () => ({ id: 'nothing', isRetired: true }) }],
  'register.choices': [{ may: ADMINS }],
  'register.rentals': [{ may: SIGNED_IN }],
  'register.views': [{ may: SIGNED_IN, input: () => ({ page: 'register' }) }],
  'register.saveView': [
    { may: SIGNED_IN, input: () => ({ page: 'register', name: 'Mine', query: '', shared: false }) },
    {
      about: 'shared',
      may: MEMBERS,
      input: () => ({ page: 'register', name: 'Ours', query: '', shared: true }),
    },
  ],
  'register.renameView': [
    { may: SIGNED_IN, input: ({ mine }) => ({ id: mine.view.id, name: `View ${randomUUID().slice(0, 8)}` }) },
  ],
  'register.deleteView': [
    { about: 'one’s own', may: SIGNED_IN, input: ({ mine }) => ({ id: mine.view.id }) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.view.id }) },
  ],
  'register.previewBulkEdit': [
    { may: ADMINS, input: ({ machine }) => ({ ids: [machine.id], changes: { location: 'Shelf' } }) },
  ],
  'register.bulkEdit': [
    {
      may: ADMINS,
      input: ({ machine }) => ({
        machines: [{ id: machine.id, revision: machine.revision }],
        changes: { location: 'Shelf' },
      }),
    },
  ],
  'qualifications.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'qualifications.missing': [{ may: SIGNED_IN, input: () => ({}) }],
  'qualifications.needsOf': [{ may: SIGNED_IN, input: ({ machine }) => ({ machineId: machine.id }) }],
  'qualifications.save': [
    {
      may: ADMINS,
      input: () => ({
        id: null,
        name: `Handling ${randomUUID().slice(0, 8)}`,
        expiresUnusedDays: 90,
        machineIds: [],
        catalogIds: [],
      }),
    },
  ],
  'qualifications.delete': [{ may: ADMINS, input: () => ({ id: randomUUID() }) }],
  'qualifications.grant': [
    { may: ADMINS, input: ({ stranger }) => ({ id: randomUUID(), personId: stranger.id }) },
  ],
  'qualifications.revoke': [{ may: ADMINS, input: () => ({ grantId: randomUUID(), revoked: true }) }],
  'asset.hardware': [{ may: SIGNED_IN, input: ({ machine }) => ({ machineId: machine.id }) }],
  'asset.confirmObserved': [{ may: ADMINS, input: ({ observed }) => ({ id: observed.id }) }],
  'asset.history': [{ may: SIGNED_IN, input: ({ machine }) => ({ machineId: machine.id }) }],
  'asset.rental': [{ may: SIGNED_IN, input: ({ machine }) => ({ machineId: machine.id }) }],
  'asset.saveRental': [
    {
      may: ADMINS,
      input: ({ machine }) => ({
        machineId: machine.id,
        revision: machine.revision,
        rental: {
          provider: 'AWS EC2',
          instanceType: null,
          hostId: null,
          hourlyPrice: 1.083,
          priceAsOf: '2026-11-18',
          minimumHours: 24,
          allocatedAt: null,
          releasedAt: null,
          hostState: null,
        },
      }),
    },
  ],
  'asset.attachments': [{ may: ADMINS, input: ({ machine }) => ({ machineId: machine.id }) }],
  'asset.removeAttachment': [{ may: ADMINS, input: ({ attachment }) => ({ id: attachment.id }) }],
  'custody.ofMachine': [{ may: SIGNED_IN, input: ({ machine }) => ({ machineId: machine.id }) }],
  'custody.handedOut': [{ may: SIGNED_IN, input: () => ({}) }],
  'custody.checkOut': [
    {
      may: ADMINS,
      input: ({ machine, stranger }) => ({
        machineId: machine.id,
        personId: stranger.id,
        place: null,
        dueAt: null,
        keepsBookingsAway: false,
      }),
    },
  ],
  'custody.checkIn': [{ may: ADMINS, input: ({ theirs }) => ({ id: theirs.custody.id }) }],
  'custody.acknowledge': [
    { about: 'one’s own', may: SIGNED_IN, input: ({ mine }) => ({ id: mine.custody.id }) },
    { about: 'another’s', may: [], input: ({ theirs }) => ({ id: theirs.custody.id }) },
  ],
  'register.labels': [{ may: SIGNED_IN }],
  'machines.revokeAgent': [{ may: ADMINS, input: ({ machine }) => ({ id: machine.id }) }],
  ...BOOKING_RIGHTS,
  ...CHARGE_RIGHTS,
  ...SERIES_RIGHTS,
  ...FINDER_RIGHTS,
  ...BOOKING_LIFE_RIGHTS,
  'maintenance.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'maintenance.done': [{ may: SIGNED_IN, input: () => ({}) }],
  'maintenance.preview': [
    { may: ADMINS, input: ({ machine }) => ({ machineIds: [machine.id], ...ahead() }) },
  ],
  'maintenance.previewSeries': [{ may: ADMINS, input: ({ machine }) => weekly(machine.id) }],
  'maintenance.plan': [
    { may: ADMINS, input: ({ machine }) => ({ id: randomUUID(), machineIds: [machine.id], ...ahead() }) },
  ],
  'maintenance.change': [
    {
      may: ADMINS,
      input: ({ machine, maintenance }) => ({
        id: maintenance.windowId,
        machineIds: [machine.id],
        ...ahead(),
      }),
    },
  ],
  'maintenance.cancel': [{ may: ADMINS, input: ({ maintenance }) => ({ id: maintenance.windowId }) }],
  'maintenance.planSeries': [
    { may: ADMINS, input: ({ machine }) => ({ id: randomUUID(), ...weekly(machine.id) }) },
  ],
  'maintenance.endSeries': [{ may: ADMINS, input: () => ({ id: randomUUID() }) }],
  'bookings.maintenance': [{ may: SIGNED_IN, input: window }],
  'bookings.planMaintenance': [
    {
      may: ADMINS,
      input: ({ machine }) => ({
        machineId: machine.id,
        startsAt: new Date(Date.now() + HOUR_MS),
        endsAt: new Date(Date.now() + 2 * HOUR_MS),
      }),
    },
  ],
  'bookings.cancelMaintenance': [{ may: ADMINS, input: ({ maintenance }) => ({ id: maintenance.id }) }],
  ...SESSION_RIGHTS,
  'chat.list': [{ may: SIGNED_IN, input: () => ({}) }],
  'chat.get': [{ may: SIGNED_IN, input: ({ theirs }) => ({ id: theirs.conversation.id }) }],
  'chat.earlier': [
    {
      may: SIGNED_IN,
      input: ({ theirs }) => ({
        conversationId: theirs.conversation.id,
        before: { id: 'x' },
      }),
    },
  ],
  'chat.start': [
    { may: MEMBERS, input: ({ theirs }) => ({ id: randomUUID(), sessionId: theirs.session.id }) },
  ],
  'chat.post': [
    {
      may: MEMBERS,
      input: ({ theirs }) => ({
        conversationId: theirs.conversation.id,
        sessionId: theirs.session.id,
        messageId: randomUUID(),
        generationId: randomUUID(),
        text: 'Hello',
      }),
    },
  ],
  'chat.answer': [
    {
      may: MEMBERS,
      input: ({ theirs }) => ({
        conversationId: theirs.conversation.id,
        sessionId: theirs.session.id,
        parentId: theirs.messageId,
        generationId: randomUUID(),
      }),
    },
  ],
  'chat.edit': [
    {
      may: MEMBERS,
      input: ({ theirs }) => ({ ...inBranch(theirs), newId: randomUUID(), text: 'Otherwise' }),
    },
  ],
  'chat.facts': [{ may: SIGNED_IN, input: ({ theirs }) => ({ generationId: theirs.generation.id }) }],
  'chat.queue': [{ may: SIGNED_IN, input: ({ theirs }) => ({ sessionId: theirs.session.id }) }],
  'chat.choose': [{ may: SIGNED_IN, input: ({ theirs }) => inBranch(theirs) }],
  'chat.fork': [{ may: MEMBERS, input: ({ theirs }) => ({ ...inBranch(theirs), id: randomUUID() }) }],
  'chat.deleteBranch': [
    { about: 'of one’s own chat', may: MEMBERS, input: ({ mine }) => inBranch(mine) },
    { about: 'of another’s', may: [], input: ({ theirs }) => inBranch(theirs) },
  ],
  'chat.stop': [{ may: MEMBERS, input: ({ theirs }) => ({ generationId: theirs.generation.id }) }],
  'chat.share': [{ may: MEMBERS, input: ({ mine }) => ({ id: mine.conversation.id, shared: true }) }],
  ...COMPARE_RIGHTS,
  'chat.setSettings': [
    {
      may: MEMBERS,
      input: ({ mine }) => ({ id: mine.conversation.id, systemPrompt: 'Be brief.', settings: { topK: 5 } }),
    },
  ],
  'chat.files': [{ may: SIGNED_IN, input: ({ theirs }) => ({ conversationId: theirs.conversation.id }) }],
  'chat.readFile': [{ may: SIGNED_IN, input: () => ({ id: randomUUID() }) }],
  'chat.removeFile': [{ may: MEMBERS, input: () => ({ id: randomUUID() }) }],
  'chatLibrary.presets': [{ may: SIGNED_IN, input: () => ({}) }],
  'chatLibrary.savePreset': [
    { about: 'a new one', may: MEMBERS, input: () => preset(randomUUID()) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => preset(theirs.preset.id) },
  ],
  'chatLibrary.deletePreset': [
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.preset.id }) },
  ],
  'chatLibrary.setDefaultPreset': [{ may: MEMBERS, input: ({ theirs }) => ({ id: theirs.preset.id }) }],
  'chatLibrary.prompts': [{ may: SIGNED_IN, input: () => ({}) }],
  'chatLibrary.promptVersions': [{ may: SIGNED_IN, input: ({ theirs }) => ({ id: theirs.prompt.id }) }],
  'chatLibrary.savePrompt': [
    { about: 'a new one', may: MEMBERS, input: () => prompt(randomUUID(), null) },
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => prompt(theirs.prompt.id, 1) },
  ],
  'chatLibrary.deletePrompt': [
    { about: 'another’s', may: ADMINS, input: ({ theirs }) => ({ id: theirs.prompt.id }) },
  ],
  ...CHAT_SHELF_RIGHTS,
  'metrics.machines': [
    { may: SIGNED_IN, input: ({ machine }) => ({ machineIds: [machine.id], ...window() }) },
  ],
  'metrics.machineEvents': [
    { may: SIGNED_IN, input: ({ machine }) => ({ machineId: machine.id, ...window() }) },
  ],
  'metrics.session': [{ may: SIGNED_IN, input: ({ theirs }) => ({ sessionId: theirs.session.id }) }],
  'metrics.recentPower': [{ may: SIGNED_IN, input: () => ({ points: 15 }) }],
  'metrics.lab': [{ may: SIGNED_IN, input: () => ({}) }],
  'models.onMacs': [{ may: SIGNED_IN }],
  'models.catalogue': [{ may: SIGNED_IN }],
  'models.macCatalogue': [{ may: SIGNED_IN }],
  'models.read': [{ may: MEMBERS, input: () => ({ source: { kind: 'config', config: SMALL_CONFIG } }) }],
  'models.keep': [{ may: MEMBERS, input: () => ({ source: { kind: 'config', config: SMALL_CONFIG } }) }],
  'models.remove': [{ may: MEMBERS, input: () => ({ id: 'gone' }) }],
  'models.restore': [{ may: MEMBERS, input: () => ({ id: 'gone' }) }],
  'modelStore.copies': [{ may: SIGNED_IN }],
  'modelStore.targets': [{ may: MEMBERS, input: () => ({ modelId: 'none', simulated: false }) }],
  'modelStore.copy': [
    {
      may: MEMBERS,
      input: ({ machine }) => ({
        modelId: 'none',
        simulated: false,
        machineIds: [machine.id],
        limitMegabytesPerSecond: null,
      }),
    },
  ],
  'modelStore.bringChoices': [{ may: MEMBERS, input: () => ({}) }],
  'modelStore.bring': [
    {
      may: MEMBERS,
      input: ({ machine }) => ({
        source: 'hub',
        repo: 'none/none',
        machineId: machine.id,
        limitMegabytesPerSecond: null,
      }),
    },
  ],
  'modelStore.sources': [{ may: SIGNED_IN }],
  'modelStore.setSources': [{ may: ADMINS, input: () => ({ mirrorUrl: null }) }],
  'modelStore.diskMachines': [{ may: MEMBERS, input: () => ({}) }],
  'modelStore.disks': [{ may: MEMBERS, input: ({ machine }) => ({ machineId: machine.id }) }],
  'modelStore.lookAtDisks': [{ may: MEMBERS, input: ({ machine }) => ({ machineId: machine.id }) }],
  'modelStore.import': [
    {
      may: MEMBERS,
      input: ({ machine }) => ({ machineId: machine.id, key: '0'.repeat(24), name: 'none' }),
    },
  ],
  'modelStore.room': [{ may: SIGNED_IN, input: ({ machine }) => ({ machineId: machine.id }) }],
  'modelStore.rules': [{ may: SIGNED_IN }],
  'modelStore.setRules': [
    {
      may: ADMINS,
      input: () => ({
        makeRoom: false,
        neededDays: 14,
        mayRemoveLast: false,
        megabytesPerSecond: null,
        fromMinute: null,
        untilMinute: null,
      }),
    },
  ],
  'modelStore.setQuota': [
    { may: ADMINS, input: ({ machine }) => ({ machineId: machine.id, gigabytes: 500 }) },
  ],
  'modelStore.cancel': [{ may: MEMBERS, input: () => ({ id: 'none' }) }],
  'modelStore.pin': [
    {
      may: MEMBERS,
      input: ({ machine }) => ({ modelId: 'none', simulated: false, machineId: machine.id, pinned: true }),
    },
  ],
  'modelStore.remove': [
    { may: ADMINS, input: ({ machine }) => ({ modelId: 'none', simulated: false, machineId: machine.id }) },
  ],
  'planning.models': [{ may: SIGNED_IN }],
  'planning.fit': [{ may: SIGNED_IN, input: () => ({ modelId: 'gpt-oss-120b' }) }],
  'planning.modelsFor': [{ may: SIGNED_IN, input: ({ machine }) => ({ machineIds: [machine.id] }) }],
  'planning.toBuy': [{ may: SIGNED_IN, input: () => ({ modelId: 'gpt-oss-120b' }) }],
  ...REPORT_RIGHTS,
  ...COST_RIGHTS,
  ...TEAM_RIGHTS,
  ...SIGN_IN_RIGHTS,
  ...TOLD_RIGHTS,
  ...ALERT_RIGHTS,
  ...KEY_RIGHTS,
  'audit.list': [{ may: ADMINS, input: () => ({}) }],
  'backups.read': [{ may: ADMINS, input: () => ({}) }],
};

const preset = (id: string) => ({ id, name: id, shared: true, systemPrompt: '', settings: {} });
const prompt = (id: string, basedOn: number | null) => ({
  id,
  name: id,
  description: '',
  text: 'Sum up.',
  shared: true,
  basedOn,
});
