import { join } from 'node:path';
import { listNames, readNumber, readText } from './read-text.ts';

const CPU_SENSORS = /^(coretemp|k10temp|zenpower|cpu[_-]?thermal|soc[_-]?thermal)/;
const CPU_ZONES = /^(x86_pkg_temp|cpu|soc|acpitz)/;

/** Sensors that are off or broken say 0 or absurd values. */
function toCelsius(milliCelsius: number | null): number | null {
  if (milliCelsius === null) return null;
  const celsius = milliCelsius / 1000;
  return celsius > 0 && celsius <= 150 ? celsius : null;
}

async function hottest(paths: readonly string[]): Promise<number | null> {
  const degrees = await Promise.all(paths.map(async (path) => toCelsius(await readNumber(path))));
  const known = degrees.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** The hottest processor sensor: hwmon first, then the thermal zones; `null` in virtual machines. */
export async function readTemperature(root: string): Promise<number | null> {
  const sensors = join(root, 'sys/class/hwmon');
  for (const name of await listNames(sensors)) {
    const label = (await readText(join(sensors, name, 'name')))?.trim() ?? '';
    if (!CPU_SENSORS.test(label)) continue;
    const inputs = (await listNames(join(sensors, name))).filter((file) => /^temp\d+_input$/.test(file));
    const celsius = await hottest(inputs.map((file) => join(sensors, name, file)));
    if (celsius !== null) return celsius;
  }
  const zones = join(root, 'sys/class/thermal');
  const cpuZones: string[] = [];
  for (const name of await listNames(zones)) {
    const type = (await readText(join(zones, name, 'type')))?.trim() ?? '';
    if (CPU_ZONES.test(type)) cpuZones.push(join(zones, name, 'temp'));
  }
  return hottest(cpuZones);
}
