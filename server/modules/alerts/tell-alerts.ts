import { clearedTitle, groupTitle, lastedText } from '@/shared/domain/alert-words.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { notify, planDeliveries, type RouteOf, type Word } from '../notifications/index.ts';
import type { Cleared, Judged } from './judge-looks.ts';
import { isSilenced, type OpenAlert, type Rule, type Standing } from './read-standing.ts';

type Round = Judged & { standing: Standing };
type Person = { id: string; role: string; memberships: { teamId: string }[] };
type Group = { rule: Rule; alerts: OpenAlert[]; simulated: boolean };

/**
 * Tells who is to know: once of each firing, when it isn't silenced (of one that was, when the silence is over and it
 * still fires), and of its end whom its start was told. What fires together by one rule is one word a person.
 */
export async function tellAlerts(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  round: Round,
): Promise<void> {
  const { standing, fired, cleared } = round;
  const over = new Set(cleared.map((it) => it.id));
  const rules = new Map(standing.rules.map((it) => [it.id, it]));
  const untold = [...standing.alerts, ...fired].filter(
    (it) => it.toldAt === null && !over.has(it.id) && !isSilenced(standing.silences, it.ruleId, it.subjectId),
  );
  if (untold.length > 0) await tellFired(ctx, tx, afterCommit, groupsOf(untold, rules), round);
  const ended = cleared.filter(
    (it) =>
      it.endReason === 'cleared' && it.toldAt && !isSilenced(standing.silences, it.ruleId, it.subjectId),
  );
  if (ended.length > 0) await tellCleared(ctx, tx, afterCommit, ended);
}

function groupsOf(alerts: readonly OpenAlert[], rules: ReadonlyMap<string, Rule>): Group[] {
  const groups = Map.groupBy(alerts, (it) => `${it.ruleId} ${it.simulated}`);
  return [...groups.values()].flatMap((of) => {
    const rule = rules.get(of[0]!.ruleId);
    return rule ? [{ rule, alerts: of, simulated: of[0]!.simulated }] : [];
  });
}

async function tellFired(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  groups: readonly Group[],
  { concernedBy }: Judged,
): Promise<void> {
  const people = await readPeople(tx, groups, concernedBy);
  const told: { alertId: string; personId: string; dedupeKey: string }[] = [];
  for (const group of groups) {
    const words = people.flatMap((person): Word[] => {
      const alerts = group.alerts.filter((it) =>
        isFor(group.rule, person, concernedBy.get(it.subjectId) ?? []),
      );
      const [first] = alerts;
      if (!first) return [];
      const dedupeKey = `alert.fired ${first.id}`;
      told.push(
        ...alerts.map((it) => ({
          alertId: it.id,
          personId: person.id,
          dedupeKey: `${dedupeKey} ${person.id}`,
        })),
      );
      return [{ personId: person.id, kind: 'alert.fired', dedupeKey, ...wordsOf(group, alerts) }];
    });
    await notify(ctx, tx, afterCommit, words, await routeAlert(tx, group.rule, group.simulated, words));
  }
  if (told.length > 0) await tx.alertTold.createMany({ data: told, skipDuplicates: true });
  await tx.alert.updateMany({
    where: { id: { in: groups.flatMap((it) => it.alerts.map((alert) => alert.id)) } },
    data: { toldAt: ctx.now() },
  });
}

function wordsOf(
  { rule, simulated }: Group,
  alerts: readonly OpenAlert[],
): Pick<Word, 'title' | 'text' | 'link'> {
  const [first] = alerts;
  const mark = simulated ? 'Simulated: ' : '';
  if (first && alerts.length === 1) return { title: mark + first.title, text: first.text, link: first.link };
  const names = alerts.map((it) => it.subjectName);
  return {
    title: mark + groupTitle(rule.name, names),
    text:
      rule.kind === 'offline'
        ? `${alerts.length} at once, which often has one cause: a switch, a fuse, the network.`
        : `${alerts.length} at once.`,
    link: '/inbox/alerts',
  };
}

async function tellCleared(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  ended: readonly Cleared[],
): Promise<void> {
  const rows = await tx.alertTold.findMany({ where: { alertId: { in: ended.map((it) => it.id) } } });
  for (const group of Map.groupBy(ended, (it) => `${it.ruleId} ${it.simulated}`).values()) {
    const { rule, simulated } = group[0]!;
    if (!rule) continue;
    const words = [...Map.groupBy(rows, (it) => it.personId)].flatMap(([personId, told]): Word[] => {
      const own = group.filter((it) => told.some(({ alertId }) => alertId === it.id));
      const [first] = own;
      if (!first) return [];
      const title =
        own.length === 1
          ? clearedTitle(rule.kind, first.subjectName)
          : groupTitle(
              `${rule.name}, over`,
              own.map((it) => it.subjectName),
            );
      return [
        {
          personId,
          kind: 'alert.cleared',
          title: (simulated ? 'Simulated: ' : '') + title,
          text: lastedText(first.firedAt, ctx.now()),
          link: own.length === 1 ? first.link : '/inbox/alerts',
          dedupeKey: `alert.cleared ${first.id}`,
        },
      ];
    });
    await notify(ctx, tx, afterCommit, words, await routeAlert(tx, rule, simulated, words));
  }
}

/** A person's own choice, within what the rule lets out; the lab's webhooks are sent one word and not one a person. */
export async function routeAlert(
  tx: Transaction,
  rule: Pick<Rule, 'byEmail' | 'byWebhook' | 'sendsSimulated'>,
  simulated: boolean,
  words: readonly Word[],
): Promise<RouteOf> {
  const usual = await planDeliveries(tx, words);
  const leaves = !simulated || rule.sendsSimulated;
  const sent = new Set<string>();
  const planned = new Map(
    words.map((word) => {
      const { app, email, webhookIds } = usual(word);
      const hooks = leaves && rule.byWebhook ? webhookIds.filter((id) => !sent.has(id)) : [];
      for (const id of hooks) sent.add(id);
      return [word.personId, { app, email: leaves && rule.byEmail && email, webhookIds: hooks }];
    }),
  );
  return ({ personId }) => planned.get(personId)!;
}

const isFor = (rule: Rule, person: Person, concerned: readonly string[]): boolean =>
  rule.personIds.includes(person.id) ||
  (rule.roles as string[]).includes(person.role) ||
  person.memberships.some((it) => rule.teamIds.includes(it.teamId)) ||
  (rule.tellsConcerned && concerned.includes(person.id));

/** Those with every alert of a rule first, so that the lab's webhooks get the whole of it. */
async function readPeople(
  tx: Transaction,
  groups: readonly Group[],
  concernedBy: Judged['concernedBy'],
): Promise<Person[]> {
  const rules = groups.map((it) => it.rule);
  const concerned = groups.flatMap((it) =>
    it.alerts.flatMap(({ subjectId }) => concernedBy.get(subjectId) ?? []),
  );
  const named = rules.flatMap((it) => it.personIds);
  const people = await tx.user.findMany({
    where: {
      deactivatedAt: null,
      OR: [
        { role: { in: rules.flatMap((it) => it.roles) } },
        { memberships: { some: { teamId: { in: rules.flatMap((it) => it.teamIds) } } } },
        { id: { in: [...named, ...concerned] } },
      ],
    },
    select: { id: true, role: true, memberships: { select: { teamId: true } } },
    orderBy: { id: 'asc' },
  });
  const everything = (it: Person): boolean => rules.some((rule) => isFor(rule, it, []));
  return people.toSorted((a, b) => Number(everything(b)) - Number(everything(a)));
}
