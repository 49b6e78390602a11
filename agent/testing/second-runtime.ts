import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RankNetwork } from '@/shared/protocol/agent.ts';
import { NO_USAGE } from '../no-usage.ts';
import type { EngineParts, MakeRuntime, OpenOptions } from '../open-runtime.ts';
import { RANK_MARK, rankMark } from '../rank-mark.ts';
import { type RankProcess, spawnRank } from '../runtime/rank-process.ts';
import { reservePort } from '../runtime/reserve-port.ts';
import type { AnswerEnd, ExitCause, Question, RankRef, RankSpec, Runtime } from '../runtime/runtime.ts';
import { createSseParser } from '../runtime/sse.ts';
import { SECOND_ENGINE, SECOND_MODEL } from './second-model.ts';

/** What it ends with when another part of it is gone. */
const LOST = 5;

type Part = {
  spec: RankSpec;
  address: string;
  port: number;
  folder: string;
  process: RankProcess | null;
  ordered: { cause: ExitCause; message: string } | null;
  /** Of rank 0, once it serves. */
  servesOn: number | null;
  asked: Map<string, AbortController>;
  gone: PromiseWithResolvers<void>;
};
type Chunk = {
  choices?: { delta?: { content?: string }; finish_reason?: string }[];
  usage?: { prompt_tokens: number; completion_tokens: number };
};
type OnExit = (code: number | null, signal: string | null) => void;

/** An engine of one server and workers behind the agent's port: all that a second engine has to be. */
export const makeSecondRuntime =
  (program: string): MakeRuntime =>
  (options, { hostId, sessionsFolder }) => {
    const { events } = options;
    const parts = new Map<string, Part>();
    const held = ({ sessionId, epoch }: RankRef): Part | undefined => {
      const part = parts.get(sessionId);
      return part?.spec.epoch === epoch ? part : undefined;
    };
    const exitOf =
      (part: Part): OnExit =>
      (code, signal) => {
        parts.delete(part.spec.sessionId);
        tellExit(part, options, { code, signal });
      };
    return {
      describe: () => Promise.resolve({ models: [SECOND_MODEL], engine: SECOND_ENGINE }),
      prepare(spec) {
        void newPart(spec, { sessionsFolder }, options.localAddress()).then((part) => {
          parts.set(spec.sessionId, part);
          const { address, port } = part;
          events.onRankState(spec, { state: 'prepared', listen: { hostId, address, port } });
        });
      },
      check(ref, pairs) {
        const untried = { ok: null, bytes: null, milliseconds: null, latencyMilliseconds: null };
        const told = pairs.map(({ peer }) => ({ peer, ...untried, message: 'This engine tries no link.' }));
        events.onRankState(ref, { state: 'checked', pairs: told });
      },
      launch(ref, network) {
        const part = held(ref);
        if (part?.process === null) launchPart(part, { program, network, options, onExit: exitOf(part) });
      },
      go: (ref) => held(ref)?.process?.write('GO'),
      warmUp(ref) {
        const startedMs = performance.now();
        const tell = () =>
          events.onRankState(ref, { state: 'ready', warmUpMs: performance.now() - startedMs });
        void ask(held(ref)!, WARM_UP, tell);
      },
      prove(ref, prompts) {
        const no = { text: null, promptTokens: null, tookMs: null, message: 'This engine only chats.' };
        events.onRankState(ref, {
          state: 'ready',
          proof: prompts.map(({ id }) => ({ promptId: id, ...no })),
        });
      },
      async stop(ref, cause, message) {
        const part = held(ref);
        if (!part) return;
        part.ordered ??= { cause, message };
        if (part.process) part.process.end('in-steps');
        else exitOf(part)(null, null);
        await part.gone.promise;
      },
      startAnswer(ref, question) {
        const id = question.generationId;
        void ask(held(ref)!, question, (text, completionTokens) =>
          events.onAnswerPart(ref, id, { kind: 'text', text, completionTokens }),
        ).then((end) => events.onAnswerEnd(ref, id, end));
      },
      stopAnswer: (ref, generationId) => held(ref)?.asked.get(generationId)?.abort(),
    } satisfies Runtime;
  };

const WARM_UP: Question = {
  generationId: 'warm-up',
  messages: [{ role: 'user', content: 'Hello' }],
  settings: {},
  maxTokens: 1,
};

async function newPart(
  spec: RankSpec,
  { sessionsFolder }: Pick<EngineParts, 'sessionsFolder'>,
  address: string,
): Promise<Part> {
  const port = await reservePort(address);
  const folder = join(sessionsFolder, `${spec.sessionId}-${spec.epoch}`);
  const none = { process: null, ordered: null, servesOn: null };
  return { spec, address, port, folder, ...none, asked: new Map(), gone: Promise.withResolvers() };
}

type Launch = { program: string; network: RankNetwork; options: OpenOptions; onExit: OnExit };

function launchPart(part: Part, { program, network, options, onExit }: Launch): void {
  const { journal, events } = options;
  const { spec, address, port, folder: cwd } = part;
  const { sessionId, epoch, rank } = spec;
  const hosts = network.kind === 'ring' ? network.hosts : [];
  const how = rank === 0 ? ['serve', hosts.slice(1).join(',')] : ['worker', address, String(port)];
  mkdirSync(cwd, { recursive: true });
  journal.write({ type: 'intent', sessionId, epoch, rank });
  const env = { [RANK_MARK]: rankMark(spec) };
  part.process = spawnRank(
    { command: process.execPath, args: [program, ...how], env, cwd },
    {
      onStdout: (line) => takeLine(part, line, events),
      onStderr: (line) => events.onLog(spec, 'stderr', line),
      onExit,
      onSpawnError: () => onExit(null, null),
    },
  );
  const { pid, startTime } = part.process;
  if (pid > 0) journal.write({ type: 'spawned', sessionId, epoch, pid, startTime });
}

function takeLine(part: Part, line: string, { onRankState, onLog }: OpenOptions['events']): void {
  const { spec, process } = part;
  const [word, port] = line.split(' ');
  if (word === 'started') onRankState(spec, { state: 'imported', pid: process!.pid });
  else if (word === 'joined')
    onRankState(spec, { state: 'connected', groupRank: spec.rank, groupSize: spec.size });
  else if (word === 'serving') part.servesOn = Number(port);
  else if (word !== 'loaded') onLog(spec, 'stdout', line);
  // The server has loaded once it can be asked.
  if (word === (spec.rank === 0 ? 'serving' : 'loaded')) onRankState(spec, { state: 'loaded' });
}

type Ending = { code: number | null; signal: string | null };

function tellExit(part: Part, { journal, events }: OpenOptions, { code, signal }: Ending): void {
  const { sessionId, epoch } = part.spec;
  for (const asked of part.asked.values()) asked.abort();
  if (part.process) journal.write({ type: 'ended', sessionId, epoch });
  rmSync(part.folder, { recursive: true, force: true });
  const isLost = code === LOST;
  const found = {
    cause: isLost ? ('peer_lost' as const) : ('crashed' as const),
    message: isLost ? 'Another part of the engine is gone.' : `It ended with ${signal ?? code}.`,
  };
  events.onRankState(part.spec, { state: 'exited', exitCode: code, signal, ...(part.ordered ?? found) });
  part.gone.resolve();
}

/** Asks the server, and gives what came; `onText` for each piece with how many there were. */
async function ask(
  part: Part,
  { generationId, messages, maxTokens }: Question,
  onText: (text: string, count: number) => void,
): Promise<AnswerEnd> {
  const aborted = new AbortController();
  part.asked.set(generationId, aborted);
  const end: AnswerEnd = { state: 'interrupted', usage: { ...NO_USAGE }, message: null };
  const onData = (data: string): void => {
    if (data === '[DONE]') return;
    const { choices: [choice] = [], usage } = JSON.parse(data) as Chunk;
    if (choice?.delta?.content) onText(choice.delta.content, ++end.usage.completionTokens);
    if (choice?.finish_reason) end.state = choice.finish_reason === 'length' ? 'length' : 'completed';
    if (usage) end.usage.promptTokens = usage.prompt_tokens;
  };
  try {
    const body = JSON.stringify({ messages, max_tokens: maxTokens, stream: true });
    const url = `http://127.0.0.1:${part.servesOn}/v1/chat/completions`;
    const response = await fetch(url, { method: 'POST', body, signal: aborted.signal });
    const parser = createSseParser({ onData, onComment: () => {}, onTooLong: () => {} });
    for await (const chunk of response.body!) parser.push(chunk);
  } catch {
    // Stopped by somebody, or the server is gone: its exit tells why.
    if (part.ordered === null && aborted.signal.aborted) end.state = 'stopped';
  }
  part.asked.delete(generationId);
  return end;
}
