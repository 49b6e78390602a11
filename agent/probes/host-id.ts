import { createHmac } from 'node:crypto';

/** The same for every agent on one host and useless elsewhere: the raw machine id never leaves the machine. */
export const hashHostId = (rawId: string): string => hashOf(rawId.trim().toLowerCase(), 'espalier host');

/** Of what is built into the computer, so that a copy of its disk elsewhere has another. */
export const hashHardware = (rawId: string): string =>
  hashOf(rawId.trim().toLowerCase(), 'espalier hardware');

/** Of the data folder on that computer. */
export const hashPlace = (hardwareId: string, folder: string): string =>
  hashOf(`${hardwareId}\n${folder}`, 'espalier place');

const hashOf = (secret: string, purpose: string): string =>
  createHmac('sha256', secret).update(purpose).digest('hex').slice(0, 32);
