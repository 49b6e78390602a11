import { get, type IncomingMessage } from 'node:http';
import type { ModelFile } from '@/shared/schemas/model-store.ts';
import { AGENT_TIMES } from '../times.ts';
import { CopyInterrupted, type FileSource, type WantedFile } from './fetch-file.ts';
import { firstWords, isFrom } from './part-of-file.ts';

export const wantedOf = ({ name, bytes, sha256 }: ModelFile): WantedFile => ({
  name,
  bytes,
  digest: { kind: 'sha256', hex: sha256 },
});

/** Another machine of the lab that gives a model: where it listens, and the secret of this one try. */
export const peerSource = (peer: { address: string; port: number; token: string }): FileSource => ({
  words: {
    unreachable: 'The machine that gives it can’t be reached',
    damaged: 'Its giver’s disk, this one or the way between them is at fault.',
  },
  async ask(file, at, signal) {
    const { address: host, port, token } = peer;
    const headers = { authorization: `Bearer ${token}`, ...(at > 0 && { range: `bytes=${at}-` }) };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = get(
        { host, port, path: `/files/${file.name}`, headers, signal, agent: false },
        resolve,
      );
      request.setTimeout(AGENT_TIMES.copyStallMs, () => request.destroy(new Error('it has gone silent.')));
      request.once('error', reject);
    });
    if (isFrom(response, at, file.bytes)) return response;
    const words = await firstWords(response);
    response.destroy();
    throw new CopyInterrupted(
      `The machine that gives it answered ${response.statusCode} for ${file.name}: ${words}`,
    );
  },
});
