import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { IncidentBody } from './incident-body.tsx';
import type { IncidentView } from './types.ts';

const AT = '2026-11-18T15:41:39.000Z';
const incident = (part: Partial<IncidentView> = {}): IncidentView => ({
  id: 'i',
  number: 31,
  title: 'The session failed, and why is not known',
  cause: 'unknown',
  certainty: 'unknown',
  sessionId: 's',
  modelTitle: 'DeepSeek',
  machines: [{ id: 'm', name: 'Bosc' }],
  machine: null,
  simulated: false,
  noticedAt: AT,
  closedAt: null,
  sentence: 'No sign says why.',
  remedy: ['Read the log of each rank around that time.'],
  isTransient: false,
  needsPerson: true,
  needsReboot: false,
  again: null,
  next: null,
  endReason: 'rank_exited',
  bookingId: 'b',
  purpose: 'Proofs',
  startedBy: 'Ines',
  mine: false,
  modelId: 'x',
  backend: 'ring',
  mlx: null,
  mlxLm: null,
  startedAt: AT,
  endedAt: null,
  readyAt: null,
  signs: [{ title: 'Bosc said it', detail: 'bye', tone: 'decides' }],
  ruledOut: [{ title: 'Cables', detail: 'Up all the time', isSure: true }],
  lanes: {
    cables: [],
    fromMs: Date.parse(AT) - 9000,
    toMs: Date.parse(AT) + 9000,
    lanes: [
      {
        machineId: 'm',
        name: 'Bosc',
        role: 'rank 0, serves',
        bars: [{ fromMs: Date.parse(AT) - 9000, toMs: Date.parse(AT), kind: 'well', text: 'serves' }],
      },
    ],
    marks: [{ atMs: Date.parse(AT), text: 'noticed' }],
  },
  wayBack: [],
  evidence: [],
  timeline: [{ at: AT, kind: 'session', machineName: null, text: 'Session: Failed', isFault: true }],
  kept: { answersBefore: 0, cutAnswers: 0, cutTokens: 0, waitingQuestions: 0, cutJoules: null },
  earlier: [],
  closedBy: null,
  closeNote: null,
  mayClose: true,
  ...part,
});
const shown = (part?: Partial<IncidentView>): string =>
  renderToStaticMarkup(
    <IncidentBody incident={incident(part)} timeZone="Europe/Berlin" nowMs={Date.parse(AT)} />,
  );

it('says what is not known as not known, and counts nothing that was not measured', () => {
  const text = shown();
  for (const words of [
    'The cause is not known.',
    'never ready',
    'not measured',
    'not yet',
    'No line was kept',
  ])
    expect(text).toContain(words);
  expect(text).toContain('16:41:39');
});

it('leads to earlier ones, and says when starting again alone does not help', () => {
  const text = shown({
    certainty: 'known',
    needsReboot: true,
    earlier: [{ id: 'e', number: 27, noticedAt: AT, machineName: 'Bosc' }],
  });
  expect(text).toContain('href="/incidents/e"');
  expect(text).toContain('Somebody has to restart the machine');
});

it('tells what was ruled out, and how a machine that was kept out comes back', () => {
  const back = { machine: { id: 'm', name: 'Bosc' }, keptOutAt: AT, why: '189 GB held.' };
  const waits = shown({ wayBack: [{ ...back, backAt: null, givenBackBy: null, usedAt: null }] });
  for (const words of ['Ruled out', 'Up all the time', '189 GB held.', 'Waits for a restart'])
    expect(waits).toContain(words);
  expect(waits).not.toContain('Held a model again');
  const given = shown({ wayBack: [{ ...back, backAt: AT, givenBackBy: 'Aiko', usedAt: AT }] });
  for (const words of ['Given back by Aiko', 'Held a model again', 'in use again'])
    expect(given).toContain(words);
});

it('calls only the same model started again', () => {
  const next = { sessionId: 'n', modelTitle: 'Qwen', isSame: false };
  expect(shown({ next })).toContain('Qwen was started after it');
  expect(shown({ next: { ...next, isSame: true } })).toContain('Started again');
});
