import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { type AgentHandshake, signedText } from '@/shared/protocol/join.ts';

export type AgentKey = ReturnType<typeof makeAgentKey>;

/** An agent's key pair; `handshake` signs as an agent does. Fields given to it replace the standard ones. */
export function makeAgentKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    handshake(
      origin: string,
      fields: Partial<AgentHandshake> & { agentId: string; nonce: string },
    ): AgentHandshake {
      const unsigned = { bootId: randomUUID(), agentVersion: '0.1.0', joinCounter: 1, ...fields };
      const signature = sign(null, Buffer.from(signedText(origin, unsigned)), privateKey).toString('base64');
      return { ...unsigned, signature: fields.signature ?? signature };
    },
  };
}
