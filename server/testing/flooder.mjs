// A socket in a thread of its own, so that what it does is not the test's own event loop: says many things quickly,
// and tells how many were said and whether it was cut off.
import { parentPort, workerData } from 'node:worker_threads';
import { io } from 'socket.io-client';

const { url, options, first, messages, times, overMs } = workerData;
const EVERY_MS = 10;
const socket = io(url, { transports: ['websocket'], reconnection: false, ...options });

socket.on('connect', async () => {
  for (const [event, payload] of first) await socket.emitWithAck(event, payload);
  const startedMs = performance.now();
  let said = 0;
  let isOver = false;
  const finish = () => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    parentPort.postMessage({ said, isCutOff: !socket.connected });
    socket.close();
  };
  const timer = setInterval(() => {
    const due = Math.min(times, ((performance.now() - startedMs) / overMs) * times);
    for (; said < due; said += 1) socket.emit(...messages[said % messages.length], () => undefined);
    if (said >= times) finish();
  }, EVERY_MS);
  socket.on('disconnect', finish);
});
socket.on('connect_error', (error) =>
  parentPort.postMessage({ said: 0, isCutOff: true, error: error.message }),
);
