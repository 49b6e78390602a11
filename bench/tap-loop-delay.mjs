// Loaded into the portal of a bench only (NODE_OPTIONS=--import …): writes down each second how late its event loop
// is, what it has used of the processor and how much memory it holds. SIGUSR2 begins the measurement anew, after a
// clean-up of the heap: between two of them only what is held has grown.
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const RESOLUTION_MS = 10;
const file = process.env.ESPALIER_BENCH_LOOP;

if (file && process.argv[1]?.endsWith('server.mjs')) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let startedMs = performance.now();
  let cpu = process.cpuUsage();
  setFlagsFromString('--expose-gc');
  const cleanUp = runInNewContext('gc');
  let heapBytes = 0;
  process.on('SIGUSR2', () => {
    cleanUp();
    heapBytes = process.memoryUsage().heapUsed;
    histogram.reset();
    startedMs = performance.now();
    cpu = process.cpuUsage();
  });
  // What is recorded is the time between two looks, which is the resolution where nothing is late.
  const late = (ns) => Math.max(0, ns / 1e6 - RESOLUTION_MS);
  setInterval(() => {
    const { user, system } = process.cpuUsage(cpu);
    const elapsedMs = performance.now() - startedMs;
    const figures = {
      elapsedMs,
      loopDelayMsP50: late(histogram.percentile(50)),
      loopDelayMsP99: late(histogram.percentile(99)),
      loopDelayMsMax: late(histogram.max),
      cpuRatio: (user + system) / 1000 / elapsedMs,
      rssBytes: process.memoryUsage.rss(),
      /** Right after the last clean-up. */
      heapBytes,
    };
    // Whole or not at all: somebody may be reading it.
    writeFileSync(`${file}.new`, JSON.stringify(figures));
    renameSync(`${file}.new`, file);
  }, 1000).unref();
}
