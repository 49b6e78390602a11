import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type AgentHandshake, signedText } from '@/shared/protocol/join.ts';
import { writeFileAtomically } from './atomic-file.ts';

const Identity = z.object({
  agentId: z.string(),
  machineId: z.string(),
  machineName: z.string(),
  /** Ed25519, PKCS #8, base64. */
  privateKey: z.string(),
  joinCounter: z.number().int().min(0),
});
export type Identity = z.output<typeof Identity>;

const fileIn = (dataFolder: string): string => join(dataFolder, 'identity.json');
const keyFileIn = (dataFolder: string): string => join(dataFolder, 'identity.key');

/** Who this agent is; null before it has joined. Throws when the file is there and unreadable: it is never remade. */
export function readIdentity(dataFolder: string): Identity | null {
  const file = fileIn(dataFolder);
  if (!existsSync(file)) return null;
  try {
    return Identity.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(`${file} is damaged. Restore it, or delete it and join again with a new token.`, {
      cause: error,
    });
  }
}

export function writeIdentity(dataFolder: string, identity: Identity): void {
  writeFileAtomically(fileIn(dataFolder), `${JSON.stringify(identity, null, 2)}\n`);
  rmSync(keyFileIn(dataFolder), { force: true });
}

export function deleteIdentity(dataFolder: string): void {
  rmSync(fileIn(dataFolder), { force: true });
  rmSync(keyFileIn(dataFolder), { force: true });
}

/** The key to join with. It is on disk before the portal hears of it, so a lost answer can be asked for again. */
export function keyForJoining(dataFolder: string): { privateKey: string; publicKey: string } {
  const file = keyFileIn(dataFolder);
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileAtomically(file, privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'));
  }
  const privateKey = readFileSync(file, 'utf8').trim();
  const publicKey = createPublicKey(toKey(privateKey))
    .export({ format: 'der', type: 'spki' })
    .toString('base64');
  return { privateKey, publicKey };
}

export type Where = Pick<AgentHandshake, 'hardwareId' | 'placeId' | 'hostName'>;

/** Raises the counter, on disk first, and signs the portal's nonce with it. */
export function makeHandshake(
  dataFolder: string,
  identity: Identity,
  portal: { origin: string; nonce: string; bootId: string; agentVersion: string },
  /** Where it is, as far as that can be found out. */
  where: Where = {},
): AgentHandshake {
  identity.joinCounter += 1;
  writeIdentity(dataFolder, identity);
  const { nonce, bootId, agentVersion } = portal;
  const unsigned = {
    agentId: identity.agentId,
    nonce,
    bootId,
    agentVersion,
    joinCounter: identity.joinCounter,
  };
  const text = signedText(portal.origin, unsigned);
  return {
    ...unsigned,
    ...where,
    signature: sign(null, Buffer.from(text), toKey(identity.privateKey)).toString('base64'),
  };
}

const toKey = (base64: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' });
