import type { Logger } from 'pino';
import { ServiceError } from '../errors.ts';
import { toWireError } from '../wire-error.ts';
import { ANSWER_MS, away, createOpenQuestions } from './open-questions.ts';
import {
  Envelope,
  PEER_QUESTIONS,
  PEER_TOPICS,
  type PeerQuestions,
  type PeerTopics,
} from './peer-messages.ts';
import { createRoster } from './roster.ts';

/** How messages leave and arrive; all portals hear all of them. */
export type PeerTransport = {
  send(message: Envelope): void;
  onMessage(listener: (message: unknown) => void): void;
};
type Self = { id: string; now(): Date; logger: Logger };

const GREET_EVERY_MS = 100;
const GREET_MS = 1000;

type Topic = keyof PeerTopics;
type Question = keyof PeerQuestions;
type Handler = (payload: unknown) => unknown;
type Ask = Extract<Envelope, { kind: 'ask' }>;

/**
 * The other portals on this database. Who is alive is told by rows (`see`) and by their own words; a portal alone
 * sends nothing at all. `tell` reaches all others or is lost; `ask` is answered by one, or fails with UNAVAILABLE.
 */
export function createPeers(transport: PeerTransport, { id: ownId, now, logger }: Self) {
  const roster = createRoster(() => now().getTime(), logger);
  const asked = createOpenQuestions();
  const topics = new Map<string, Handler>();
  const questions = new Map<string, Handler>();

  const send = (message: Envelope): void => transport.send(message);

  const answer = async (message: Ask): Promise<void> => {
    // From before we were frozen or deaf: whoever asked has long given up.
    if (Math.abs(now().getTime() - message.askedAtMs) > ANSWER_MS) return;
    const reply = { from: ownId, to: message.from, id: message.id };
    send({ kind: 'taken', ...reply });
    try {
      send({ kind: 'answer', ...reply, body: await handle(message, questions.get(message.question)) });
    } catch (error) {
      const wire = toWireError(error);
      if (wire.code === 'INTERNAL')
        logger.error({ question: message.question, err: error }, 'a portal asked in vain');
      send({ kind: 'answer', ...reply, body: null, error: wire });
    }
  };
  const take = (message: Envelope): void => {
    if (message.from === ownId || ('to' in message && message.to !== ownId)) return;
    if (message.kind === 'bye') return roster.lose(message.from);
    roster.hear(message.from);
    switch (message.kind) {
      case 'hello':
        return send({ kind: 'welcome', from: ownId, to: message.from });
      case 'welcome':
        return;
      case 'tell': {
        const schema = PEER_TOPICS[message.topic as Topic];
        if (schema) topics.get(message.topic)?.(schema.parse(message.body));
        return;
      }
      case 'ask':
        return void answer(message);
      case 'taken':
        return asked.taken(message.id);
      case 'answer': {
        const { id, error, body } = message;
        return error ? asked.refused(id, error) : asked.answered(id, body);
      }
    }
  };
  listen(transport, take, logger);

  const ask = async <Q extends Question>(
    to: string,
    question: Q,
    payload: PeerQuestions[Q]['payload'],
  ): Promise<PeerQuestions[Q]['reply']> => {
    if (!roster.answers(to)) throw away();
    const askedAtMs = now().getTime();
    const reply = await asked.ask(
      (id) => send({ kind: 'ask', from: ownId, to, id, question, body: payload, askedAtMs }),
      () => roster.doubt(to),
    );
    return PEER_QUESTIONS[question].reply.parse(reply) as PeerQuestions[Q]['reply'];
  };

  return {
    isAlone: roster.isAlone,
    others: roster.others,
    /** The portals that the rows say are alive; who has not been heard is greeted. */
    see(alive: readonly string[]): void {
      roster.see(alive);
      if (roster.silent().length > 0) send({ kind: 'hello', from: ownId });
    },
    onJoined: roster.onJoined,
    /** Says hello until all the others have answered (so each hears the other), for a second at most. */
    async greet(): Promise<void> {
      const untilMs = performance.now() + GREET_MS;
      while (roster.silent().length > 0 && performance.now() < untilMs) {
        send({ kind: 'hello', from: ownId });
        await new Promise((resolve) => setTimeout(resolve, GREET_EVERY_MS));
      }
    },
    tell<T extends Topic>(topic: T, payload: PeerTopics[T]): void {
      if (!roster.isAlone()) send({ kind: 'tell', from: ownId, topic, body: payload });
    },
    on: <T extends Topic>(topic: T, handler: (payload: PeerTopics[T]) => void): void =>
      void topics.set(topic, handler as Handler),
    ask,
    /** Answers of all others that gave one. */
    async askAll<Q extends Question>(
      question: Q,
      payload: PeerQuestions[Q]['payload'],
    ): Promise<PeerQuestions[Q]['reply'][]> {
      const answers = await Promise.allSettled(roster.others().map((id) => ask(id, question, payload)));
      return answers.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
    },
    answer: <Q extends Question>(
      question: Q,
      handler: (
        payload: PeerQuestions[Q]['payload'],
      ) => PeerQuestions[Q]['reply'] | Promise<PeerQuestions[Q]['reply']>,
    ): void => void questions.set(question, handler as Handler),
    close(): void {
      if (!roster.isAlone()) send({ kind: 'bye', from: ownId });
      asked.close();
    },
  };
}
function listen(transport: PeerTransport, take: (message: Envelope) => void, logger: Logger): void {
  transport.onMessage((message) => {
    const parsed = Envelope.safeParse(message);
    if (!parsed.success) return logger.warn({ err: parsed.error }, 'a portal said something unknown');
    try {
      take(parsed.data);
    } catch (error) {
      logger.error({ kind: parsed.data.kind, err: error }, 'a message of another portal could not be taken');
    }
  });
}

function handle({ question, body }: Ask, handler: Handler | undefined): unknown {
  const spec = PEER_QUESTIONS[question as Question];
  if (!spec || !handler) throw new ServiceError('UNAVAILABLE', 'That portal does not know this question.');
  return handler(spec.payload.parse(body));
}

export type Peers = ReturnType<typeof createPeers>;
