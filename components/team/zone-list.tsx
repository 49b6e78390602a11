'use client';

import { useSyncExternalStore } from 'react';

const noChange = () => () => undefined;

/** Every zone there is, for a field with `list="zones"`. */
export function ZoneList() {
  const zones = useSyncExternalStore(
    noChange,
    () => (allZones ??= Intl.supportedValuesOf('timeZone')),
    () => NO_ZONES,
  );
  return (
    <datalist id="zones">
      {zones.map((zone) => (
        <option key={zone} value={zone}>
          {zone}
        </option>
      ))}
    </datalist>
  );
}

const NO_ZONES: string[] = [];
let allZones: string[] | undefined;
