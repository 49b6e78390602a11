import * as z from 'zod';
import { ALERT_KIND_NAMES, ALERT_SCOPES, marksProblem, SEVERITIES } from '../domain/alert-kinds.ts';
import { ROLES } from './member.ts';
import { limit, pageInput, pageOf } from './paging.ts';
import { Text } from './text.ts';
import { Count, Id, Instant, Name, Revision } from './units.ts';

/** No lab keeps more; each costs a look at every machine, four times a minute. */
export const MOST_RULES = 50;
/** Silences that hold at a moment. */
export const MOST_SILENCES = 200;
const MOST_NAMED = 500;
const DAY_SECONDS = 86_400;

export const AlertKindName = z.enum(ALERT_KIND_NAMES);
const Mark = z.number().min(0).max(1_000_000).nullable();
const Patience = z.number().int().min(0).max(DAY_SECONDS);
const Ids = z.array(Id).max(MOST_NAMED);

const fields = {
  kind: AlertKindName,
  name: Name,
  isOn: z.boolean(),
  severity: z.enum(SEVERITIES),
  threshold: Mark,
  clearsAt: Mark,
  fireAfterSeconds: Patience,
  clearAfterSeconds: Patience,
  scope: z.enum(ALERT_SCOPES),
  catalogIds: Ids,
  machineIds: Ids,
  tellsConcerned: z.boolean(),
  roles: z.array(z.enum(ROLES)).max(ROLES.length),
  teamIds: Ids,
  personIds: Ids,
  byEmail: z.boolean(),
  byWebhook: z.boolean(),
  sendsSimulated: z.boolean(),
};

export const SaveAlertRuleInput = z
  .object({
    ...fields,
    /** Null makes a new one. */
    id: Id.nullable(),
    revision: Revision,
  })
  .superRefine((rule, problems) => {
    const problem = marksProblem(rule.kind, rule);
    if (problem) problems.addIssue({ code: 'custom', path: ['clearsAt'], message: problem });
    if (rule.scope === 'lab' && rule.kind !== 'power_over')
      problems.addIssue({
        code: 'custom',
        path: ['scope'],
        message: 'Only power is measured of the lab as one.',
      });
  });
export type SaveAlertRuleInput = z.output<typeof SaveAlertRuleInput>;

export const AlertRule = z.object({
  ...fields,
  id: Id,
  revision: Revision,
  /** What it fires for now. */
  firing: z.array(z.object({ alertId: Id, name: z.string(), simulated: z.boolean(), firedAt: Instant })),
  firingCount: Count,
  lastFiredAt: Instant.nullable(),
  lastFiredFor: z.string().nullable(),
});
export type AlertRule = z.output<typeof AlertRule>;
export const ListAlertRulesInput = z.object({ limit: limit(MOST_RULES, MOST_RULES) });
export const SetAlertRuleInput = z.object({ id: Id, isOn: z.boolean() });

/** As it is being written; null for a rule that is not saved. */
export const PreviewAlertInput = z.object({
  id: Id.nullable(),
  kind: fields.kind,
  threshold: fields.threshold,
  clearsAt: fields.clearsAt,
  fireAfterSeconds: fields.fireAfterSeconds,
  clearAfterSeconds: fields.clearAfterSeconds,
  scope: fields.scope,
  catalogIds: fields.catalogIds,
  machineIds: fields.machineIds,
});
export const SHOWN_FIRINGS = 3;
const WouldHaveFired = z.object({
  times: Count,
  /** For how many different things. */
  things: Count,
  newest: z.array(z.object({ name: z.string(), from: Instant, to: Instant.nullable() })).max(SHOWN_FIRINGS),
});
export const AlertPreview = z.object({
  /** Why past readings can't tell; null where they can. */
  refusal: z.string().nullable(),
  /** Since when was looked at. */
  since: Instant,
  /** How often it did fire, of a rule that is saved. */
  hasFired: Count.nullable(),
  real: WouldHaveFired.nullable(),
  simulated: WouldHaveFired.nullable(),
});

/** `id` is whoever asks' own, by which the outcome is asked for. */
export const SendAlertTestInput = z.object({
  id: Id,
  name: fields.name,
  byEmail: fields.byEmail,
  byWebhook: fields.byWebhook,
});
export const AlertTest = z.object({
  isInApp: z.boolean(),
  ways: z
    .array(
      z.object({
        channel: z.enum(['email', 'webhook']),
        /** A webhook's host. */
        to: z.string().nullable(),
        state: z.enum(['due', 'sent', 'failed']),
        attempts: Count,
        answer: z.string().nullable(),
      }),
    )
    .max(100),
});

/** Who and what a rule may name. */
export const AlertChoices = z.object({
  people: z.array(z.object({ id: Id, name: z.string() })),
  teams: z.array(z.object({ id: Id, name: z.string() })),
  machines: z.array(z.object({ id: Id, name: z.string(), simulated: z.boolean() })),
  models: z.array(z.object({ id: z.string(), name: z.string() })),
});
export const AlertChoicesInput = z.object({ limit: limit(MOST_NAMED, MOST_NAMED) });

export const ALERT_ENDS = ['cleared', 'gone', 'rule_off'] as const;
export const Alert = z.object({
  id: Id,
  ruleId: Id.nullable(),
  ruleName: z.string(),
  kind: AlertKindName,
  severity: z.enum(SEVERITIES),
  subjectKind: z.string(),
  subjectId: z.string(),
  subjectName: z.string(),
  simulated: z.boolean(),
  title: z.string(),
  text: z.string(),
  link: z.string().nullable(),
  firedAt: Instant,
  endedAt: Instant.nullable(),
  endReason: z.enum(ALERT_ENDS).nullable(),
  /** Nobody was told: it was silenced. */
  isSilent: z.boolean(),
  acknowledgedAt: Instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  told: z.array(z.object({ name: z.string(), readAt: Instant.nullable() })),
  /** Whoever was told, or keeps the rules, says that it is seen to. */
  mayAcknowledge: z.boolean(),
});
export type Alert = z.output<typeof Alert>;
export const AlertPage = pageOf(Alert);
export const ListAlertsInput = pageInput(30, 100).extend({ which: z.enum(['firing', 'all']) });
export const AcknowledgeAlertInput = z.object({ id: Id, acknowledged: z.boolean() });

export const AlertSilence = z.object({
  id: Id,
  ruleId: Id.nullable(),
  ruleName: z.string().nullable(),
  subjectId: z.string().nullable(),
  subjectName: z.string().nullable(),
  until: Instant,
  reason: z.string().nullable(),
  by: z.string().nullable(),
});
export type AlertSilence = z.output<typeof AlertSilence>;
export const ListSilencesInput = z.object({ limit: limit(MOST_SILENCES, MOST_SILENCES) });
export const SilenceAlertsInput = z
  .object({
    ruleId: Id.nullable(),
    /** One thing: a machine say; null: all that the rule looks at. */
    subjectId: Id.nullable(),
    until: Instant,
    reason: Text.trim().max(200).default(''),
  })
  .refine(
    ({ ruleId, subjectId }) => ruleId !== null || subjectId !== null,
    'Say which rule or which machine.',
  );
