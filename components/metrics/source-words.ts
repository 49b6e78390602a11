const WORDS: Record<string, string> = {
  plug_meter: 'plug meter',
  smc_pstr: 'own sensor',
  rapl_psys: 'own sensor',
  rapl_pkg_dram: 'processor and memory only',
  nvml: 'graphics card only',
  ioreport_sum: 'chip only',
  declared: 'declared, not measured',
  simulated: 'simulated',
};

/** Where watts come from, in plain words, each once. */
export const sourceWords = (sources: readonly string[]): string =>
  [...new Set(sources.map((it) => WORDS[it] ?? it))].join(', ');
