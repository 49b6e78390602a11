import type * as z from 'zod';
import { tellAuditWhole } from '@/shared/domain/audit-words.ts';
import { tellAgentEvent, toneOfEvent } from '@/shared/domain/timeline-words.ts';
import { AgentEventDetail, type TimelineInput, type TimelineRow } from '@/shared/schemas/agent-event.ts';
import { AuditFields } from '@/shared/schemas/audit.ts';
import type { Page } from '@/shared/schemas/paging.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { toPage } from '../../paging.ts';
import { listIncidents } from '../incidents/index.ts';

/** What people did, and the portal itself, that changes what a machine's agent may do. */
const ACTIONS = [
  'machine.cordon',
  'machine.drain',
  'machine.uncordon',
  'machine.quarantine',
  'machine.end-quarantine',
  'machine.lift-quarantine',
  'machine.set-status',
  'machine.end-maintenance',
  'machine.revoke-agent',
  'machine.make-room',
  'machine.set-model-quota',
  'machine.set-power',
  'machine.sleep',
  'machine.wake',
];
/** Rows of one moment that a page may have to look behind: a machine has no more ranks at once. */
const SLACK = 32;

type Input = z.output<typeof TimelineInput>;

/**
 * What a machine's agent did and what happened to it, newest first: what the portal saw of it and it noticed itself
 * (90 days), its ranks, incidents of its sessions, and what people did about it. Every source is asked for a page's
 * worth before the cursor, so that a page costs the same however long the past is.
 */
export async function readTimeline(ctx: ServiceContext, input: Input): Promise<Page<TimelineRow>> {
  authorize(ctx, 'lab:read');
  const found = await Promise.all([
    readEvents(ctx, input),
    readRanks(ctx, input),
    readIncidents(ctx, input),
    readActs(ctx, input),
  ]);
  const { cursor } = input;
  const rows = found
    .flat()
    .filter(
      (it) => !cursor || it.at < cursor.at || (it.at.getTime() === cursor.at.getTime() && it.id < cursor.id),
    )
    .toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
  return toPage(
    rows,
    input,
    ({ at, id }) => ({ at, id }),
    (row) => row,
  );
}

const until = ({ cursor }: Input) => (cursor ? { lte: cursor.at } : {});
const takeOf = ({ limit }: Input): number => limit + 1 + SLACK;

async function readEvents(ctx: ServiceContext, input: Input): Promise<TimelineRow[]> {
  const rows = await ctx.db.agentEvent.findMany({
    where: { machineId: input.machineId, at: until(input) },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: takeOf(input),
  });
  return rows.flatMap(({ id, at, kind, detail }) => {
    // What a newer portal wrote is not known to this one.
    const known = AgentEventDetail.safeParse({ ...(detail as object), kind });
    if (!known.success) return [];
    return [{ id, at, tone: toneOfEvent(known.data), text: tellAgentEvent(known.data), href: null }];
  });
}

async function readRanks(ctx: ServiceContext, input: Input): Promise<TimelineRow[]> {
  const { machineId } = input;
  const take = takeOf(input);
  const include = { session: { select: { modelTitle: true, createdAt: true } } } as const;
  const [begun, ended] = await Promise.all([
    ctx.db.sessionRank.findMany({
      where: { machineId, session: { createdAt: until(input) } },
      include,
      orderBy: { session: { createdAt: 'desc' } },
      take,
    }),
    ctx.db.sessionRank.findMany({
      where: { machineId, state: 'exited', changedAt: until(input) },
      include,
      orderBy: { changedAt: 'desc' },
      take,
    }),
  ]);
  const row = (it: (typeof begun)[number], part: 'a' | 'z') => ({
    id: `${it.sessionId} ${part}${it.rank}`,
    href: `/sessions/${it.sessionId}`,
  });
  return [
    ...begun.map((it) => ({
      ...row(it, 'a'),
      at: it.session.createdAt,
      tone: 'plain' as const,
      text: `Rank ${it.rank} of ${it.session.modelTitle} begins`,
    })),
    ...ended.map((it) => ({
      ...row(it, 'z'),
      at: it.changedAt,
      tone: it.exitCause === null || it.exitCause === 'asked' ? ('plain' as const) : ('warn' as const),
      text: `Rank ${it.rank} of ${it.session.modelTitle} has ended${it.message ? `: ${it.message}` : ''}`,
    })),
  ];
}

async function readIncidents(ctx: ServiceContext, input: Input): Promise<TimelineRow[]> {
  const { machineId, limit } = input;
  // By the moment alone: an incident's id has no order among other rows.
  const cursor = input.cursor && { at: input.cursor.at, id: '\uffff' };
  const { rows } = await listIncidents(ctx, { machineId, which: 'all', limit: limit + 1, cursor });
  return rows.map((it) => ({
    id: it.id,
    at: it.noticedAt,
    tone: 'fault',
    text: `Incident ${it.number}: ${it.title}`,
    href: `/incidents/${it.id}`,
  }));
}

async function readActs(ctx: ServiceContext, input: Input): Promise<TimelineRow[]> {
  const [rows, lab] = await Promise.all([
    ctx.db.auditEntry.findMany({
      where: {
        objectType: 'machine',
        objectId: input.machineId,
        action: { in: ACTIONS },
        at: until(input),
      },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: takeOf(input),
    }),
    ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { timeZone: true } }),
  ]);
  // None of these acts is about money.
  const clock = { timeZone: lab?.timeZone ?? 'UTC', now: ctx.now(), currency: '' };
  const sides = (value: unknown) => AuditFields.safeParse(value).data ?? null;
  return rows.map((it) => {
    const text = tellAuditWhole({ ...it, before: sides(it.before), after: sides(it.after) }, clock);
    return { id: it.id, at: it.at, tone: 'plain', text: `${it.actorName} ${text}`, href: null };
  });
}
