import type { ThunderboltPort } from '@/shared/schemas/machine.ts';
import { asObject, asObjects, asText, parseJsonObject, type JsonObject } from './parse-json.ts';

/** "80 Gb/s" of a link, "Up to 120 Gb/s" of an idle port; other languages write other words around the number. */
function parseSpeed(text: string | null): number | null {
  const match = /(\d+(?:[.,]\d+)?)\s*Gb/i.exec(text ?? '');
  return match === null ? null : Number((match[1] ?? '').replace(',', '.'));
}

function findReceptacle(bus: JsonObject): JsonObject | null {
  const key = Object.keys(bus)
    .filter((name) => /^receptacle_\d+_tag$/.test(name))
    .toSorted()[0];
  return key === undefined ? null : asObject(bus[key]);
}

/**
 * Ports from `system_profiler -json SPThunderboltDataType`, with `interfaces` naming each receptacle's network
 * interface. The peer is the first device right at the port that has an id of its own: a Mac. Entries without an id
 * or a receptacle are skipped; `null` when the report has no Thunderbolt part.
 */
export function parseThunderbolt(
  text: string,
  interfaces: ReadonlyMap<string, string>,
): ThunderboltPort[] | null {
  const buses = parseJsonObject(text)?.['SPThunderboltDataType'];
  if (!Array.isArray(buses)) return null;
  return asObjects(buses)
    .flatMap((bus) => {
      const domainUuid = asText(bus['domain_uuid_key']);
      const tag = findReceptacle(bus);
      const receptacle = asText(tag?.['receptacle_id_key']);
      if (domainUuid === null || tag === null || receptacle === null) return [];
      const peers = asObjects(bus['_items']).flatMap((item) => asText(item['domain_uuid_key']) ?? []);
      const peerDomainUuid = peers[0] ?? null;
      return [
        {
          receptacle,
          interface: interfaces.get(receptacle) ?? null,
          domainUuid,
          peerDomainUuid,
          speedGbps: parseSpeed(asText(tag['current_speed_key'])),
          connected: peerDomainUuid !== null || tag['receptacle_status_key'] === 'receptacle_connected',
        },
      ];
    })
    .toSorted((a, b) => a.receptacle.localeCompare(b.receptacle, 'en', { numeric: true }));
}
