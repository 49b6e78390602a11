import { timingSafeEqual } from 'node:crypto';
import type * as z from 'zod';
import { readSerial } from '@/shared/domain/serials.ts';
import { JOIN_TOKEN_PATTERN, type JoinInput, type JoinReply } from '@/shared/protocol/join.ts';
import { type AfterCommit, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { hashOfToken } from '../../secret-token.ts';
import { lockMachine } from '../inventory/index.ts';
import { makeAgent } from './make-agent.ts';
import { answerNewcomer, noteNewcomer, WAITS, type Waiting } from './newcomers.ts';
import { parsePublicKey } from './public-key.ts';

const MAX_WRONG_TRIES = 5;
/** An agent that lost our answer may ask again with the same key for this long. */
const REPEAT_MS = 60_000;

type Input = z.output<typeof JoinInput>;
type Reply = z.output<typeof JoinReply>;
type Token = { id: string; machineId: string | null };

/**
 * Makes the key the agent of the token's machine; of a token for whichever machine comes, the agent of the record with
 * its serial, else it waits for a person. One token, one claim: a conditional update decides among parallel ones.
 * Throws UNAUTHORIZED (unknown), PRECONDITION_FAILED (expired or burned), CONFLICT (used), UNAVAILABLE (waits) and
 * FORBIDDEN (a person has said no).
 */
export async function joinAgent(
  ctx: ServiceContext,
  input: Input,
  /** Where it comes from, as the portal sees it. */
  address: string | null = null,
): Promise<Reply> {
  if (!parsePublicKey(input.publicKey))
    throw new ServiceError('VALIDATION', 'The public key is not an Ed25519 key.');
  const token = await checkSecret(ctx, input.token);
  const reply = await withTransaction(ctx, async (tx, afterCommit): Promise<Reply | Waiting> => {
    const known = await answerNewcomer(ctx, tx, token.id, input);
    if (known) return known;
    const machineId = token.machineId ?? (await lockBySerial(tx, input));
    return machineId === null
      ? waitForPerson(ctx, tx, token, input, address)
      : joinMachine(ctx, tx, afterCommit, { ...token, machineId }, input);
  });
  if (reply === WAITS) throw waits();
  return reply;
}

async function joinMachine(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  token: { id: string; machineId: string },
  input: Input,
): Promise<Reply> {
  const machine = await lockMachine(tx, token.machineId);
  if (!(await claim(ctx, tx, token, input))) return repeatOrRefuse(tx, token, input, ctx.now());
  return makeAgent(ctx, tx, afterCommit, machine, {
    publicKey: input.publicKey,
    agentVersion: input.agentVersion,
    hardwareId: input.machine?.hardwareId ?? null,
  });
}

async function waitForPerson(
  ctx: ServiceContext,
  tx: Transaction,
  token: Token,
  input: Input,
  address: string | null,
): Promise<Reply | Waiting> {
  if (!(await claim(ctx, tx, token, input))) {
    // Its own first question may have been on its way still.
    const known = await answerNewcomer(ctx, tx, token.id, input);
    return known ?? repeatOrRefuse(tx, token, input, ctx.now());
  }
  await noteNewcomer(ctx, tx, token.id, input, address);
  return WAITS;
}

/** False when the token is used, void or has run out. */
async function claim(ctx: ServiceContext, tx: Transaction, token: Token, input: Input): Promise<boolean> {
  const now = ctx.now();
  const { count } = await tx.joinToken.updateMany({
    where: { id: token.id, usedAt: null, expiresAt: { gt: now }, wrongTries: { lt: MAX_WRONG_TRIES } },
    data: { usedAt: now, usedByKey: input.publicKey, machineId: token.machineId },
  });
  return count > 0;
}

/** The record made beforehand for this machine. One that has an agent is not given away for a serial alone. */
async function findBySerial(tx: Transaction, { machine }: Input): Promise<string | null> {
  const serial = readSerial(machine?.serial);
  if (serial === null) return null;
  const found = await tx.machine.findFirst({
    where: {
      serial: { equals: serial, mode: 'insensitive' },
      status: { not: 'retired' },
      simulated: false,
      agent: null,
    },
    select: { id: true },
  });
  return found?.id ?? null;
}

/** Locked, and looked at again: another may have come with this serial meanwhile. */
async function lockBySerial(tx: Transaction, input: Input): Promise<string | null> {
  const found = await findBySerial(tx, input);
  if (found === null) return null;
  await lockMachine(tx, found);
  return (await findBySerial(tx, input)) === found ? found : null;
}

async function checkSecret(ctx: ServiceContext, text: string): Promise<Token> {
  const [, id = '', secret = ''] = JOIN_TOKEN_PATTERN.exec(text) ?? [];
  const token = await ctx.db.joinToken.findUnique({ where: { id } });
  const given = Buffer.from(hashOfToken(secret), 'hex');
  if (token && timingSafeEqual(Buffer.from(token.secretHash, 'hex'), given)) return token;
  if (token) await ctx.db.joinToken.update({ where: { id }, data: { wrongTries: { increment: 1 } } });
  throw new ServiceError(
    'UNAUTHORIZED',
    'This join token is not known here. Make a new one on the machine’s page and paste it whole.',
  );
}

/** Why the claim found nothing; or the first answer again, for the same key shortly after. */
async function repeatOrRefuse(tx: Transaction, { id }: Token, input: Input, now: Date): Promise<Reply> {
  const token = await tx.joinToken.findUniqueOrThrow({
    where: { id },
    include: { machine: { include: { agent: true } } },
  });
  const { machine } = token;
  if (token.usedAt && machine?.agent?.publicKey === input.publicKey && token.usedByKey === input.publicKey) {
    if (now.getTime() - token.usedAt.getTime() <= REPEAT_MS) {
      return { agentId: machine.agent.id, machineId: machine.id, machineName: machine.name };
    }
  }
  const next = 'Make a new one on the machine’s page.';
  if (token.usedAt)
    throw new ServiceError('CONFLICT', `This join token has been used; each works once. ${next}`);
  if (token.wrongTries >= MAX_WRONG_TRIES) {
    throw new ServiceError(
      'PRECONDITION_FAILED',
      `This join token was tried with a wrong secret too often and is void. ${next}`,
    );
  }
  throw new ServiceError(
    'PRECONDITION_FAILED',
    `This join token has expired; it is good for 15 minutes. ${next}`,
  );
}

const ASK_AGAIN_MS = 2000;
const waits = () =>
  new ServiceError(
    'UNAVAILABLE',
    'The lab has no record with this machine’s serial. An admin says on the Macs page which one it is; this agent waits.',
    { details: { retryAfterMs: ASK_AGAIN_MS } },
  );
