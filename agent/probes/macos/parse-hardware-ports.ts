/** "Thunderbolt 3", in other languages "Thunderbolt Nr. 3"; but "Thunderbolt Ethernet Slot 2" is an adapter's card. */
const RECEPTACLE = /^Thunderbolt(?:[ -](?:Nr\.?|N[o°º]\.?|№|Port))? ?(\d+)$/i;

/**
 * Receptacle number to interface from `networksetup -listallhardwareports`: "Hardware Port: Thunderbolt 3" followed
 * by "Device: en4". The Thunderbolt Bridge and everything else is left out.
 */
export function parseHardwarePorts(text: string): Map<string, string> {
  const interfaces = new Map<string, string>();
  let receptacle: string | null = null;
  for (const line of text.split('\n')) {
    const port = /^Hardware Port:\s*(.*)$/.exec(line.trim());
    if (port !== null) receptacle = RECEPTACLE.exec(port[1]?.trim() ?? '')?.[1] ?? null;
    const device = /^Device:\s*(en\d+)$/.exec(line.trim())?.[1];
    if (device === undefined || receptacle === null) continue;
    // A name that comes twice is the first one's: built-in ports are listed before what is plugged in.
    if (!interfaces.has(receptacle)) interfaces.set(receptacle, device);
    receptacle = null;
  }
  return interfaces;
}
