import type { ThunderboltPort } from '@/shared/schemas/network-facts.ts';
import { asObject, asObjects, asText, parseJsonObject, type JsonObject } from './parse-json.ts';

/** Docks and displays in a row; a report that goes deeper than Thunderbolt allows is not followed for ever. */
const DEEPEST = 8;

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

/** The same id in whatever case it was written. */
const domainOf = (entry: JsonObject): string | null =>
  asText(entry['domain_uuid_key'])?.toUpperCase() ?? null;

const nameOf = (device: JsonObject): string =>
  asText(device['device_name_key']) ?? asText(device['_name']) ?? 'Thunderbolt device';

type Found = { peerDomainUuid: string | null; through: string | null };

/** Only a Mac has a domain of its own: right at the port, or behind a dock, hub or display. */
function findPeer(items: readonly JsonObject[], ownDomain: string, depth = 0): Found {
  const direct = items.map(domainOf).find((id) => id !== null && id !== ownDomain);
  if (direct !== undefined && direct !== null) return { peerDomainUuid: direct, through: null };
  const devices = items
    .filter((item) => domainOf(item) === null)
    .map((item) => ({
      through: nameOf(item),
      peerDomainUuid:
        depth < DEEPEST ? findPeer(asObjects(item['_items']), ownDomain, depth + 1).peerDomainUuid : null,
    }));
  const withPeer = devices.find((device) => device.peerDomainUuid !== null);
  return withPeer ?? devices[0] ?? { peerDomainUuid: null, through: null };
}

/**
 * Ports from `system_profiler -json SPThunderboltDataType`, with `interfaces` naming each receptacle's network
 * interface. The peer is the first Mac at the port; `through` names the dock, hub or display that stands there.
 * Entries without an id or a receptacle are skipped; `null` when the report has no Thunderbolt part.
 */
export function parseThunderbolt(
  text: string,
  interfaces: ReadonlyMap<string, string>,
): ThunderboltPort[] | null {
  const buses = parseJsonObject(text)?.['SPThunderboltDataType'];
  if (!Array.isArray(buses)) return null;
  return asObjects(buses)
    .flatMap((bus) => {
      const domainUuid = domainOf(bus);
      const tag = findReceptacle(bus);
      const receptacle = asText(tag?.['receptacle_id_key']);
      if (domainUuid === null || tag === null || receptacle === null) return [];
      const { peerDomainUuid, through } = findPeer(asObjects(bus['_items']), domainUuid);
      return [
        {
          receptacle,
          interface: interfaces.get(receptacle) ?? null,
          domainUuid,
          peerDomainUuid,
          through,
          speedGbps: parseSpeed(asText(tag['current_speed_key'])),
          connected:
            peerDomainUuid !== null ||
            through !== null ||
            tag['receptacle_status_key'] === 'receptacle_connected',
        },
      ];
    })
    .toSorted((a, b) => a.receptacle.localeCompare(b.receptacle, 'en', { numeric: true }));
}
