import type { GenerationDelta } from '@/shared/schemas/chat.ts';

/*
 * What one viewer of an answer lived through, and whether that can be. A history is checked afterwards, by rules
 * that know nothing of how the portal works: a checker that never fails proves nothing, so it has tests of its own.
 */
export type AnswerEvent =
  /** It asked for what comes after `afterSeq`; also after a break. */
  | { type: 'subscribed'; afterSeq: number }
  /** The portal's answer to that. */
  | { type: 'told'; state: string; lastSeq: number }
  | { type: 'steps'; steps: Pick<GenerationDelta, 'seq' | 'kind' | 'text'>[] }
  | { type: 'ended'; state: string; lastSeq: number; energyJoules: number | null }
  | { type: 'cut' };

export type StoredAnswer = { state: string; lastSeq: number; text: string };
const OPEN = ['queued', 'dispatched', 'running'];

/** Everything in the history that must not be; `from`: the viewer had the answer up to there already. */
export function checkViewer(events: readonly AnswerEvent[], stored: StoredAnswer, from = 0): string[] {
  const wrong: string[] = [];
  let seq = from;
  let text = '';
  let end: { state: string; lastSeq: number; energyJoules: number | null } | null = null;
  for (const event of events) {
    if (event.type === 'subscribed' && event.afterSeq !== seq)
      wrong.push(`asked for what follows ${event.afterSeq} at ${seq}`);
    if (event.type === 'steps') {
      for (const step of event.steps) {
        if (end) wrong.push(`step ${step.seq} after the end`);
        if (step.seq <= seq) wrong.push(`step ${step.seq} repeated at ${seq}`);
        else if (step.seq > seq + 1) wrong.push(`steps ${seq + 1} to ${step.seq - 1} lost`);
        seq = Math.max(seq, step.seq);
        if (step.kind === 'text') text += step.text;
      }
    }
    if (event.type === 'told' && !OPEN.includes(event.state)) {
      if (event.lastSeq > seq) wrong.push(`told the end at ${seq} of ${event.lastSeq}`);
      end ??= { ...event, energyJoules: null };
    }
    if (event.type === 'ended') {
      if (event.lastSeq > seq) wrong.push(`the end overtook its tail at ${seq} of ${event.lastSeq}`);
      // The same end once more may only bring its energy.
      if (end && (end.state !== event.state || end.energyJoules === event.energyJoules))
        wrong.push(`the end told again as ${event.state}, before as ${end.state}`);
      end = event;
    }
  }
  if (!end) wrong.push('never told the end');
  else if (end.state !== stored.state) wrong.push(`told ${end.state}, stored is ${stored.state}`);
  if (seq !== stored.lastSeq) wrong.push(`has ${seq} of ${stored.lastSeq} steps`);
  if (from === 0 && text !== stored.text) wrong.push('its text is not the stored one');
  return wrong;
}

/** Whatever a page showed was the beginning of the stored answer, never less than a moment before, and at last all of it. */
export function checkShown(shown: readonly Words[], stored: Words): string[] {
  const wrong = new Set<string>();
  let most = 0;
  for (const { text, reasoning } of shown) {
    if (!stored.text.startsWith(text) || !stored.reasoning.startsWith(reasoning))
      wrong.add(`showed what the answer does not begin with: “…${(reasoning + text).slice(-30)}”`);
    if (text.length + reasoning.length < most) wrong.add('took back what it had shown');
    most = text.length + reasoning.length;
  }
  const last = shown.at(-1);
  if (last?.text !== stored.text || last.reasoning !== stored.reasoning)
    wrong.add('does not show the stored answer in the end');
  return [...wrong];
}
type Words = { text: string; reasoning: string };

/** What a program was told of an answer that it read to its end; of one that it left, `isLeft`, only the beginning. */
export function checkTold(told: { text: string; ends: number }, text: string, isLeft = false): string[] {
  if (isLeft) {
    const isPart = text.startsWith(told.text) && told.ends === 0;
    return isPart ? [] : ['was told what the answer does not begin with, or an end'];
  }
  return [
    ...(told.text === text ? [] : ['was not told the stored text']),
    ...(told.ends === 1 ? [] : [`was told ${told.ends} ends`]),
  ];
}

/** Each step must be the same one to everybody. */
export function checkAgreement(histories: readonly (readonly AnswerEvent[])[]): string[] {
  const known = new Map<number, string>();
  const wrong = new Set<string>();
  for (const events of histories) {
    for (const event of events) {
      for (const step of event.type === 'steps' ? event.steps : []) {
        const said = `${step.kind}: ${step.text}`;
        if ((known.get(step.seq) ?? said) !== said) wrong.add(`step ${step.seq} is two different ones`);
        known.set(step.seq, said);
      }
    }
  }
  return [...wrong];
}
