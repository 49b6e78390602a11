import { open } from 'node:fs/promises';
import { basename } from 'node:path';

/** A text file of at most so many bytes; throws with a sentence when it is longer, or no file. */
export async function readText(path: string, mostBytes: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new Error(`${basename(path)} is no file.`);
    if (found.size > mostBytes) throw new Error(`${basename(path)} is larger than such a file can be.`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** The beginning of a text file. */
export async function readStart(path: string, mostBytes: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
