import { REGISTER_FIELDS, registerField, type RegisterKey } from './register-fields.ts';
import type { CustomFieldKind } from '../schemas/custom-field.ts';
import { CUSTOM_KIND_LABEL } from './custom-values.ts';
import { tellField } from './tell-field.ts';
import type { EngineSettingName, EngineSettings } from '../schemas/engine-settings.ts';
import type { CanaryRule } from '../schemas/session-start.ts';
import { CANARY_WORDS } from './canary.ts';
import { SETTING_NAMES, SETTING_TITLES, settingValue } from './engine-settings.ts';
import { COST_ACTIONS } from './audit-words-costs.ts';
import { BOOKING_ACTIONS } from './audit-words-bookings.ts';
import { SIGN_IN_ACTIONS } from './audit-words-sign-ins.ts';
import { PEOPLE_ACTIONS } from './audit-words-people.ts';
import { MACHINE_ACTIONS } from './audit-words-machines.ts';
import {
  type Json,
  type Told,
  type Known,
  type AuditSentence,
  type AuditClock,
  quoted,
  list,
  wayOf,
  countOf,
  momentOf,
  rangeOf,
  lengthOf,
  minuteOfDay,
} from './audit-phrases.ts';
/** Every action that is written has its words here; one that has not is told by its own name. */
export const KNOWN_ACTIONS: Record<string, Known> = {
  ...MACHINE_ACTIONS,
  ...BOOKING_ACTIONS,
  'benchmark.start': {
    text: (name) => `began a benchmark of ${name}`,
    rest: ({ answers }) => [typeof answers === 'number' ? `${answers} answers` : null],
  },
  'benchmark.stop': { text: (name) => `stopped a benchmark of ${name}` },
  'result.import': {
    text: (name) => `brought in results of others, ${quoted(name)}`,
    rest: ({ results, leftOut }) => [
      typeof results === 'number' ? countOf(results, 'result') : null,
      typeof leftOut === 'number' && leftOut > 0 ? `${countOf(leftOut, 'line')} left out` : null,
    ],
  },
  'result.remove-import': { text: (name) => `removed the results of others ${quoted(name)}` },
  'result.restore-import': { text: (name) => `brought back the results of others ${quoted(name)}` },
  'lab.set-up': { text: (name) => `set up the lab ${name}` },
  'backup.make': {
    text: (name) => `made the backup ${name}`,
    rest: ({ bytes }) => [typeof bytes === 'number' ? `${Math.ceil(bytes / 1000)} kB` : null],
  },
  'backup.fail': {
    text: () => 'could not make the backup that was due',
    rest: ({ reason }) => [typeof reason === 'string' ? reason : null],
  },
  ...PEOPLE_ACTIONS,
  ...SIGN_IN_ACTIONS,
  'metrics-token.make': { text: (name) => `made the metrics token ${quoted(name)}` },
  'metrics-token.revoke': { text: (name) => `took back the metrics token ${quoted(name)}` },
  'alert-rule.add': { text: (name) => `made the alert rule ${quoted(name)}` },
  'alert-rule.change': {
    text: (name) => `changed the alert rule ${quoted(name)}`,
    shifts: {
      name: 'name',
      on: 'on',
      severity: 'severity',
      firesAt: 'fires at',
      clearsAt: 'clears at',
      firesAfterSeconds: 'fires after',
      clearsAfterSeconds: 'clears after',
      watches: 'watches',
      tells: 'ways of telling',
      email: 'by e-mail',
      webhook: 'by webhook',
    },
    tell: (field, value) => (field.endsWith('AfterSeconds') ? lengthOf(value, 1000) : null),
  },
  'alert-rule.remove': { text: (name) => `removed the alert rule ${quoted(name)}` },
  'alert.acknowledge': { text: (name) => `sees to the alert ${quoted(name)}` },
  'alert.hand-back': { text: (name) => `sees to the alert ${quoted(name)} no more` },
  'alert.silence': {
    text: (name) => `silenced alerts: ${name}`,
    rest: ({ until, reason }, clock) => [
      typeof until === 'string' ? `until ${momentOf(until, clock)}` : null,
      typeof reason === 'string' ? reason : null,
    ],
  },
  'alert.end-silence': { text: (name) => `ended the silence of alerts: ${name}` },
  'machine.add': { text: (name) => `added the machine ${name}` },
  'machine.rename': { text: () => 'renamed a machine', shifts: { name: null } },
  'machine.set-status': {
    text: (name) => `set ${name}`,
    shifts: { status: null },
    tell: (_field, value, { currency }) => tellField(registerField('status'), value as string, { currency }),
  },
  'machine.edit': {
    text: (name) => `changed what is entered of ${name}`,
    shifts: Object.fromEntries(REGISTER_FIELDS.map(({ key, label }) => [key, label.toLowerCase()])),
    // People, teams and models come with their names.
    tell: (field, value, { currency }) =>
      typeof value === 'object' ? null : tellField(registerField(field as RegisterKey), value, { currency }),
  },
  'register.add-field': { text: (name) => `added the field ${quoted(name)} to the register` },
  'register.change-field': {
    text: (name) => `changed the register’s field ${quoted(name)}`,
    shifts: { label: 'name', kind: 'kind', choices: 'choices' },
    tell: (field, value) =>
      field === 'kind' ? CUSTOM_KIND_LABEL[value as CustomFieldKind].toLowerCase() : null,
  },
  'register.retire-field': { text: (name) => `retired the register’s field ${quoted(name)}` },
  'register.bring-back-field': { text: (name) => `brought back the register’s field ${quoted(name)}` },
  'view.share': { text: (name) => `shared the view ${quoted(name)} with the lab` },
  'view.unshare': { text: (name) => `took the view ${quoted(name)} back from the lab` },
  'view.rename': { text: (name) => `renamed the shared view ${quoted(name)}`, shifts: { name: 'name' } },
  'view.delete': { text: (name) => `deleted the shared view ${quoted(name)}` },
  'preset.share': { text: (name) => `shared the preset ${quoted(name)} with the lab` },
  'preset.unshare': { text: (name) => `took the preset ${quoted(name)} back from the lab` },
  'preset.delete': { text: (name) => `deleted the shared preset ${quoted(name)}` },
  'prompt.share': { text: (name) => `shared the prompt ${quoted(`/${name}`)} with the lab` },
  'prompt.unshare': { text: (name) => `took the prompt ${quoted(`/${name}`)} back from the lab` },
  'prompt.delete': { text: (name) => `deleted the shared prompt ${quoted(`/${name}`)}` },
  'wall.add-link': {
    text: (name) => `made the wall link ${quoted(name)}`,
    rest: ({ showsNames }) => [showsNames === true ? 'with names of people' : 'without names of people'],
  },
  'wall.revoke-link': { text: (name) => `took back the wall link ${quoted(name)}` },
  'session.start': {
    text: (name, { machines }) =>
      list(machines) ? `started ${name} on ${list(machines)}` : `started ${name}`,
    rest: ({ backend = '', parallelism = '', simulated }) => [
      backend === 'single' ? null : wayOf(backend, parallelism),
      simulated === true ? 'simulated' : null,
    ],
  },
  'incident.close': {
    text: (name) => `closed incident ${name}`,
    rest: ({ note }) => [typeof note === 'string' ? note : null],
  },
  'incident.reopen': { text: (name) => `opened incident ${name} again` },
  'session.end': { text: (name) => `ended the session of ${name}` },
  'model.keep': {
    text: (name) => `kept the model ${name} for planning`,
    rest: ({ repo }) => [typeof repo === 'string' ? `from ${repo}` : 'from a pasted config.json'],
  },
  'model.remove': { text: (name) => `removed the model ${name} from the lab’s list` },
  'model.copy': {
    text: (name, { to }) => `had the model ${name} copied${typeof to === 'string' ? ` to ${to}` : ''}`,
  },
  'model.bring': {
    text: (name, { to }) => `had the model ${name} brought${typeof to === 'string' ? ` to ${to}` : ''}`,
    rest: ({ from, revision }) => [
      typeof from === 'string' ? `from ${from}` : null,
      typeof revision === 'string' ? `revision ${revision}` : null,
    ],
  },
  'model.import': {
    text: (name, { to }) =>
      `had the model ${name} brought from a disk${typeof to === 'string' ? ` to ${to}` : ''}`,
    rest: ({ disk, revision }) => [
      typeof disk === 'string' ? disk : null,
      typeof revision === 'string' ? `revision ${revision.slice(0, 7)}` : null,
    ],
  },
  'model.set-rules': {
    text: () => 'set the rules of models',
    shifts: {
      makeRoom: 'making room',
      neededDays: 'days ahead',
      mayRemoveLast: 'last copies too',
      megabytesPerSecond: 'MB/s',
      fromMinute: 'slower from',
      untilMinute: 'slower until',
    },
    tell: (field, value) => (field.endsWith('Minute') ? minuteOfDay(value) : null),
  },
  'model.set-sources': {
    text: () => 'set where models come from',
    shifts: { mirrorUrl: 'mirror', hubToken: 'token of the hub', mirrorToken: 'token of the mirror' },
    tell: (field, value) => (field.endsWith('Token') ? (value === true ? 'set' : 'none') : null),
  },
  'model.cancel-copy': {
    text: (name) => `cancelled a copy of the model ${name}`,
    rest: (_after, _clock, { to }) => [typeof to === 'string' ? `to ${to}` : null],
  },
  'model.pin': {
    text: (name, { on }) => `pinned the model ${name}${typeof on === 'string' ? ` on ${on}` : ''}`,
  },
  'model.unpin': {
    text: (name, { on }) => `unpinned the model ${name}${typeof on === 'string' ? ` on ${on}` : ''}`,
  },
  'model.remove-from-machine': {
    text: (name) => `removed the model ${name} from a disk`,
    rest: (_after, _clock, { on }) => [typeof on === 'string' ? `of ${on}` : null],
  },
  'model.restore': { text: (name) => `put the model ${name} back on the lab’s list` },
  'report.export': {
    text: () => 'took the report’s rows as a file',
    rest: ({ from, to }, clock) => [rangeOf(from, to, clock)],
  },
  'report.schedule': {
    text: (name) => `set when the report ${quoted(name)} goes out by mail`,
    shifts: { when: 'when', people: 'to' },
  },
  'report.unschedule': { text: (name) => `stopped sending the report ${quoted(name)} by mail` },
  'report.send': {
    text: (name) => `sent the report ${quoted(name)} by mail`,
    rest: ({ from, to, people }, clock) => [rangeOf(from, to, clock), list(people) && `to ${list(people)}`],
  },
  'register.export': {
    text: () => 'took the register as a file',
    rest: ({ machines }) => [typeof machines === 'number' ? countOf(machines, 'machine') : null],
  },
  'register.import': {
    text: (name) => `imported ${quoted(name)} into the register`,
    rest: ({ added, changed, leftOut }) => [
      typeof added === 'number' && added > 0 ? `${countOf(added, 'machine')} added` : null,
      typeof changed === 'number' && changed > 0 ? `${countOf(changed, 'machine')} changed` : null,
      typeof leftOut === 'number' && leftOut > 0 ? `${countOf(leftOut, 'row')} left out` : null,
    ],
  },
  'webhook.add': {
    text: (name) => `added a webhook to ${name}`,
    rest: ({ of }) => [typeof of === 'string' ? `for ${of}` : null],
  },
  'webhook.remove': {
    text: (name) => `took away the webhook to ${name}`,
    rest: ({ of }) => [typeof of === 'string' ? `for ${of}` : null],
  },
  'meter.add': {
    text: (name) => `added the wall meter ${quoted(name)}`,
    rest: ({ machines }) => [list(machines) ? `for ${list(machines)}` : null],
  },
  'meter.change': {
    text: (name) => `changed the wall meter ${quoted(name)}`,
    shifts: { name: 'name', kind: 'kind', address: 'address', machines: 'machines' },
  },
  'meter.remove': { text: (name) => `took the wall meter ${quoted(name)} away` },
  'meter.restore': { text: (name) => `brought the wall meter ${quoted(name)} back` },
  'meter.import': {
    text: (name) => `entered readings of the wall meter ${quoted(name)}`,
    rest: ({ readings }) => [typeof readings === 'number' ? countOf(readings, 'reading') : null],
  },
  'calendar.add': { text: (name) => `made a calendar address for ${name}` },
  'calendar.revoke': { text: (name) => `took back the calendar address for ${name}` },
  'key.create': {
    text: (name) => `made the API key ${quoted(name)}`,
    rest: ({ prefix, until }, clock) => [
      typeof prefix === 'string' ? `${prefix}…` : null,
      typeof until === 'string' ? `good until ${momentOf(until, clock)}` : null,
    ],
  },
  'key.change': {
    text: (name) => `changed the API key ${quoted(name)}`,
    shifts: {
      name: 'name',
      project: 'project',
      models: 'models',
      sessions: 'sessions',
      until: 'good until',
      requestsPerMinute: 'requests a minute',
      tokensPerMinute: 'tokens a minute',
      tokensPerMonth: 'tokens a month',
    },
  },
  'batch.cancel': {
    text: (name) => `cancelled the batch ${quoted(name)}`,
    rest: ({ key }) => [typeof key === 'string' ? `of the key ${key}` : null],
  },
  'key.revoke': {
    text: (name) => `took back the API key ${quoted(name)}`,
    rest: ({ prefix, person }) => [
      typeof prefix === 'string' ? `${prefix}…` : null,
      typeof person === 'string' ? `of ${person}` : null,
    ],
  },
  ...COST_ACTIONS,
  'lab.set-api-origins': {
    text: () => 'changed which sites’ pages may call the API',
    shifts: { origins: null },
  },
  'session.set-engine-defaults': {
    text: () => 'set the engine settings that sessions start with',
    shifts: Object.fromEntries(SETTING_NAMES.map((it) => [it, SETTING_TITLES[it].toLowerCase()])),
    tell: (field, value) =>
      settingValue(field as EngineSettingName, value as EngineSettings[EngineSettingName]),
  },
  'session.set-canary-rule': {
    text: () => 'set which sessions are asked for known answers',
    shifts: { rule: null },
    tell: (_field, value) => CANARY_WORDS[value as CanaryRule] ?? null,
  },
  'session.set-keep-warm': {
    text: () => 'set how long models stay loaded after a booking',
    shifts: { minutes: null },
    tell: (_field, value) => (value === 0 ? 'not at all' : lengthOf(value, 60_000)),
  },
  'session.serve-anyway': { text: (name) => `let ${name} serve though it answered otherwise than known` },
  'session.forget-answers': { text: (name) => `had the known answers of ${name} forgotten` },
  'session.open': { text: (name) => `opened the session with ${name} to everybody’s keys` },
  'session.close': { text: (name) => `closed the session with ${name} to others’ keys` },
  'conversation.share': { text: (name) => `shared ${name} with the lab` },
  'conversation.unshare': { text: (name) => `took ${name} back from the lab` },
  'comparison.share': { text: (name) => `shared ${name} with the lab` },
  'comparison.unshare': { text: (name) => `took ${name} back from the lab` },
  'comparison.delete': { text: (name) => `deleted ${name}` },
  'conversation.delete': { text: (name) => `deleted ${name}` },
  'conversation.link': {
    text: (name) => `made a link to ${name}`,
    rest: ({ kind, endsAt }, clock) => [
      kind === 'live' ? 'live' : 'as it was',
      typeof endsAt === 'string' ? `until ${momentOf(endsAt, clock)}` : null,
    ],
  },
  'conversation.unlink': { text: (name) => `took back a link to ${name}` },
  'conversation.import': { text: (name) => `imported ${name}` },
  'conversation.set-retention': {
    text: () => 'changed how long chats are kept',
    shifts: { days: 'days' },
    tell: (_field, value) => (value === null ? 'for ever' : null),
  },
};

/** Tells an entry as the rest of a sentence that begins with who did it. Rows of the first version keep their text. */
export function tellAudit(entry: Told, clock: AuditClock): AuditSentence {
  const known = KNOWN_ACTIONS[entry.action] ?? unknownAction(entry);
  const before = entry.before ?? {};
  const after = entry.after ?? {};
  const rest = known.rest && (entry.before || entry.after) ? known.rest(after, clock, before) : [];
  const names = known.shifts ?? {};
  const tell = (field: string, value: Json = null): string =>
    known.tell?.(field, value, clock) ?? shown(value, clock);
  const shifts = Object.keys(names).flatMap((name) =>
    name in before && name in after
      ? [{ of: names[name] ?? null, from: tell(name, before[name]), to: tell(name, after[name]) }]
      : [],
  );
  const text = [known.text(entry.objectName, after), ...rest, entry.detail].filter(Boolean).join(', ');
  return { text, shifts };
}

/** The sentence with what changed in it, for a text without crossing out. */
export function tellAuditWhole(entry: Told, clock: AuditClock): string {
  const { text, shifts } = tellAudit(entry, clock);
  const changes = shifts.map(({ of, from, to }) => `${of === null ? '' : `${of} `}${from} → ${to}`);
  return changes.length === 0 ? text : `${text} ${changes.join(', ')}`;
}

/** An action that has no words here yet: its own, and every field that changed. */
function unknownAction({ action, objectType, before, after }: Told): Known {
  const verb = action.slice(action.indexOf('.') + 1).replaceAll('-', ' ');
  const names = Object.keys({ ...before, ...after });
  return {
    text: (name) => `${objectType} ${name}: ${verb}`,
    shifts: before && after ? Object.fromEntries(names.map((name) => [name, wordsOf(name)])) : {},
  };
}

const wordsOf = (name: string): string => name.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;
function shown(value: Json | undefined, clock: AuditClock): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'string') return INSTANT.test(value) ? momentOf(value, clock) : value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map((it) => shown(it, clock)).join(', ') || 'nothing';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
