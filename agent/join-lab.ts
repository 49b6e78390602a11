import { existsSync, readFileSync, rmSync } from 'node:fs';
import { JOIN_TOKEN_PATTERN, type JoiningMachine, JoinReply } from '@/shared/protocol/join.ts';
import { type Identity, keyForJoining, readIdentity, writeIdentity } from './identity.ts';
import { backOffMs } from './back-off.ts';
import { log } from './log.ts';
import { PortalError, postJson } from './portal-http.ts';
import { AGENT_VERSION } from './version.ts';

type Options = {
  portal: string;
  dataFolder: string;
  token: { file: string } | { text: string } | null;
  /** What it says of itself; a portal of an older version takes no notice. */
  machine?: JoiningMachine;
  /** For tests. */
  wait?: (ms: number) => Promise<void>;
  random?: () => number;
};

const JITTER = 0.25;

/**
 * Gives the identity of this agent, claiming a join token if one is given. A token file is deleted once claimed; a
 * restart with the same arguments then finds no file and goes on as who it is. Waits for a portal that is away.
 */
export async function joinLab(options: Options): Promise<Identity> {
  const known = readIdentity(options.dataFolder);
  const token = readToken(options.token);
  if (token === null) {
    if (known) return known;
    throw new Error(
      'This machine has not joined a lab. On the portal choose “Add a Mac” and start the agent with the join token.',
    );
  }
  if (!JOIN_TOKEN_PATTERN.test(token)) {
    if (known) return known;
    throw new Error('That is not a join token: it begins with esp_join_. Copy it whole from the portal.');
  }
  const identity = await claim(options, token, known);
  if (options.token && 'file' in options.token) rmSync(options.token.file, { force: true });
  return identity;
}

function readToken(source: Options['token']): string | null {
  if (source === null) return null;
  if ('text' in source) return source.text.trim();
  return existsSync(source.file) ? readFileSync(source.file, 'utf8').trim() : null;
}

async function claim(
  { portal, dataFolder, machine, wait = sleep, random = Math.random }: Options,
  token: string,
  known: Identity | null,
): Promise<Identity> {
  const { privateKey, publicKey } = keyForJoining(dataFolder);
  let said = '';
  for (let attempt = 0; ; attempt += 1) {
    try {
      const input = { token, publicKey, agentVersion: AGENT_VERSION, machine };
      const reply = await postJson(new URL('/api/agent/join', portal).href, input, JoinReply);
      const identity = { ...reply, privateKey, joinCounter: 0 };
      writeIdentity(dataFolder, identity);
      log(`Joined the lab as ${reply.machineName}.`);
      return identity;
    } catch (error) {
      if (!(error instanceof PortalError)) throw error;
      if (!error.isPassing) {
        if (!known) throw error;
        log(`The join token was refused (${error.message}); going on as ${known.machineName}.`);
        return known;
      }
      const waitMs = waitFor(error, attempt, random());
      // Until a person has decided, it is the same answer each time.
      if (error.message !== said) log(`${error.message} Trying again in ${Math.ceil(waitMs / 1000)} s.`);
      said = error.message;
      await wait(waitMs);
    }
  }
}

/** As long as the portal asks for and a little more, so that machines that were told the same do not come together. */
const waitFor = ({ retryAfterMs }: PortalError, attempt: number, random: number): number =>
  retryAfterMs === null
    ? Math.max(500, backOffMs(attempt + 2, random))
    : retryAfterMs + random * Math.max(1000, retryAfterMs * JITTER);

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
