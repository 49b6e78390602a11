/** What makers leave in the place of a serial number. */
const NO_SERIAL =
  /^(0+|1234567890?|none|null|na|n-a|unknown|default|invalid|system-?serial-?number|not-?(specified|available|applicable)|oem|x+)$/i;

/** A serial number as it is compared: in capitals, without spaces at its ends; null for what is none. */
export function readSerial(text: string | null | undefined): string | null {
  const serial = (text ?? '').trim().toUpperCase();
  return /^[A-Z0-9][A-Z0-9-]{3,39}$/.test(serial) && !NO_SERIAL.test(serial) ? serial : null;
}
