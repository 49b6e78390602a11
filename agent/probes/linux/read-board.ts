import { join } from 'node:path';
import { readSerial } from '@/shared/domain/serials.ts';
import { readText } from './read-text.ts';

type Board = { serial: string | null; uuid: string | null; problem: string | null };

/**
 * Serial number and UUID of the main board. The kernel shows them to root only; a service that runs as somebody else
 * gets copies of them from systemd in a folder of its own.
 */
export async function readBoard(
  root: string,
  credentials = process.env['CREDENTIALS_DIRECTORY'],
): Promise<Board> {
  const read = async (name: string): Promise<string | null> => {
    const places = [
      ...(credentials === undefined ? [] : [join(credentials, name)]),
      join(root, 'sys/class/dmi/id', name),
    ];
    for (const place of places) {
      const text = (await readText(place))?.trim();
      if (text) return text;
    }
    return null;
  };
  // Boards without DMI (Arm) have a serial number in the device tree, which everybody may read.
  const tree = (await readText(join(root, 'proc/device-tree/serial-number')))?.replaceAll('\0', '').trim();
  const serial = readSerial((await read('product_serial')) ?? tree);
  const uuid = await read('product_uuid');
  const isKnown = uuid !== null && /^[\da-f-]{32,36}$/i.test(uuid) && !/^[0f-]+$/i.test(uuid);
  return {
    serial,
    uuid: isKnown ? uuid : null,
    problem: serial === null && !isKnown ? 'not there, or only root may read it' : null,
  };
}
