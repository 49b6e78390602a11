import { get } from 'node:http';
import type { ModelFile } from '@/shared/schemas/model-store.ts';
import { CopyInterrupted, type FileSource, type WantedFile } from './fetch-file.ts';
import { answerTo, firstWords, isFrom } from './part-of-file.ts';

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
    const asked = { host, port, path: `/files/${file.name}`, headers, signal, agent: false };
    const response = await answerTo((onAnswer) => get(asked, onAnswer));
    if (isFrom(response, at, file.bytes)) return response;
    const words = await firstWords(response);
    response.destroy();
    throw new CopyInterrupted(
      `The machine that gives it answered ${response.statusCode} for ${file.name}: ${words}`,
    );
  },
});
