/** Told to the portal in the hello and by `--version`. */
export const AGENT_VERSION = '0.1.0';
