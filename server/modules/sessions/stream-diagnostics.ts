import { tellSettings } from '@/shared/domain/engine-settings.ts';
import { makeRedaction } from '@/shared/domain/redact.ts';
import {
  BACKEND_LABEL,
  END_REASON_TITLE,
  PARALLELISM_LABEL,
  SESSION_STATE_LABEL,
} from '@/shared/domain/session-states.ts';
import type { IncidentDetail } from '@/shared/schemas/incident.ts';
import type { SessionDetail } from '@/shared/schemas/session.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { getIncident } from '../incidents/index.ts';
import { readReport } from '../inventory/index.ts';
import { getSession } from './get-session.ts';

/** Of each rank; a bug shows in its last words. */
const MOST_LINES = 400;

/**
 * What a report of a bug needs of a session, as Markdown that reads as it stands: the session and its steps, its
 * machines as they are now, the incident, and the last lines of each rank. Secrets, people and network addresses are taken out, and
 * it says how many; what was asked and answered is not in it. Throws NOT_FOUND for a session that is not there.
 */
export async function* streamDiagnostics(
  ctx: ServiceContext,
  { sessionId }: { sessionId: string },
): AsyncGenerator<string> {
  authorize(ctx, 'session:read-log');
  const session = await getSession(ctx, { id: sessionId });
  const incident = session.incident && (await getIncident(ctx, { id: session.incident.id }));
  const people = await ctx.db.user.findMany({ select: { name: true } });
  const { redact, removed } = makeRedaction(people.map((it) => it.name));
  yield redact(headOf(session));
  yield redact(await machinesOf(ctx, session));
  if (incident) yield redact(incidentOf(incident));
  for (const { rank, machineName } of session.ranks) {
    const { total, lines } = await lastLines(ctx, session.id, rank);
    const left = total > lines.length ? `, the last ${lines.length} of ${total} lines` : '';
    yield `\n## Log of rank ${rank} on ${redact(machineName)}${left}\n\n${fenced(lines.map(redact))}`;
  }
  const counts = [...removed()].map(([kind, count]) => `${kind}: ${count}`);
  yield `\n---\nTimes in UTC. Taken out: ${counts.join(', ') || 'nothing'}. Neither questions nor answers are in it. What a machine or a model is called is: read it once before you send it.\n`;
}

const at = (moment: Date | null): string => moment?.toISOString() ?? 'not yet';
const known = (value: string | number | null | undefined): string => String(value ?? 'not known');

function headOf(it: SessionDetail): string {
  const how = it.endReason ? `${END_REASON_TITLE[it.endReason]} ${it.endMessage ?? ''}`.trim() : null;
  const ranks = it.ranks.map(
    (rank) =>
      `| ${rank.rank} | ${rank.machineName} | ${rank.state} | ${rank.loadedLayers ?? '–'} of ${rank.totalLayers ?? '–'} | ${known(rank.exitCode)} | ${rank.message ?? ''} |`,
  );
  return [
    `# ${it.modelTitle}: ${SESSION_STATE_LABEL[it.state]}${it.simulated ? ' (simulated)' : ''}`,
    '',
    `- Session ${it.id}`,
    `- Model ${it.modelId}, files ${it.modelFingerprint}`,
    `- ${BACKEND_LABEL[it.backend]}, ${PARALLELISM_LABEL[it.parallelism]}: ${it.backendReason}`,
    `- mlx ${known(it.mlx)}, mlx-lm ${known(it.mlxLm)}`,
    `- Engine settings: ${tellSettings(it.engineSettings) || 'the engine’s own'}`,
    `- Started ${at(it.createdAt)}, ready ${at(it.readyAt)}, over ${at(it.endedAt)}`,
    `- ${it.figures.requests} questions, ${it.figures.completionTokens} tokens written`,
    ...(how ? [`- ${how}`] : []),
    '',
    '## Steps',
    '',
    ...it.steps.map((step) => `- ${at(step.startedAt)} ${SESSION_STATE_LABEL[step.state]}`),
    '',
    '## Ranks',
    '',
    '| Rank | Machine | State | Layers | Exit code | Its agent’s word |',
    '| --- | --- | --- | --- | --- | --- |',
    ...ranks,
    '',
  ].join('\n');
}

/** As their agents last reported them, which may be after the session. */
async function machinesOf(ctx: ServiceContext, { machines }: SessionDetail): Promise<string> {
  const rows = await ctx.db.machine.findMany({
    where: { id: { in: machines.map((it) => it.id) } },
    include: { report: true, agent: true },
    orderBy: { name: 'asc' },
  });
  const lines = rows.flatMap(({ name, report, agent }) => {
    const { facts, engine } = readReport(report);
    return [
      '',
      `### ${name}`,
      '',
      `- ${known(facts?.hwModel)}, ${known(facts?.chip)}, ${facts?.memoryBytes ? `${Math.round(facts.memoryBytes / 2 ** 30)} GiB` : 'memory not known'}`,
      `- ${known(facts?.os)} ${known(facts?.osVersion)} (${known(facts?.osBuild)}), ${known(facts?.arch)}`,
      `- agent ${known(agent?.version)}, ${agent?.state ?? 'never connected'}, last word ${at(agent?.lastSeenAt ?? null)}, clock ${known(agent?.clockSkewMs)} ms ahead`,
      `- engine ${engine?.ready ? 'ready' : (engine?.message ?? 'not known')}, mlx ${known(engine?.mlx)}, mlx-lm ${known(engine?.mlxLm)}, Python ${known(engine?.python)}, ${engine?.backends.join(', ') || 'no backends'}`,
      `- disk free ${facts?.diskFreeBytes ? `${Math.round(facts.diskFreeBytes / 1e9)} GB` : 'not known'}, wired limit ${known(facts?.wiredLimitBytes)}, memory pressure ${known(facts?.memoryPressure)}, thermal pressure ${known(facts?.thermalPressure)}`,
      `- RDMA ${facts?.rdma ? JSON.stringify(facts.rdma) : 'not known'}`,
      `- on battery ${known(facts?.onBattery?.toString())}, lid closed ${known(facts?.lidClosed?.toString())}, sleeps after ${known(facts?.sleepAfterMinutes)} min, local network ${known(facts?.localNetwork)}`,
    ];
  });
  return `\n## Machines, as last reported\n${lines.join('\n')}\n`;
}

function incidentOf(it: IncidentDetail): string {
  return [
    '',
    `## Incident ${it.number}: ${it.title} (cause ${it.certainty})`,
    '',
    it.sentence,
    '',
    ...it.remedy.map((step) => `- ${step}`),
    '',
    ...it.signs.map((sign) => `- ${sign.tone}: ${sign.title}. ${sign.detail}`),
    '',
    // Who closed it helps nobody with the bug.
    ...it.timeline
      .filter((entry) => entry.kind !== 'person')
      .map((entry) => `- ${at(entry.at)} ${entry.machineName ? `${entry.machineName}: ` : ''}${entry.text}`),
    '',
  ].join('\n');
}

async function lastLines(ctx: ServiceContext, sessionId: string, rank: number) {
  const where = { sessionId, rank };
  const [total, rows] = await Promise.all([
    ctx.db.rankLogLine.count({ where }),
    ctx.db.rankLogLine.findMany({ where, orderBy: { seq: 'desc' }, take: MOST_LINES }),
  ]);
  const lines = rows.map((it) => `${at(it.at)} ${it.stream.padEnd(6)} ${it.text}`);
  return { total, lines: lines.toReversed() };
}

/** Whatever the lines hold, they end no block. */
function fenced(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((it) => (it.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${lines.join('\n')}\n${fence}\n`;
}
