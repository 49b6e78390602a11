// A second engine, as small as one can be: a server that answers over HTTP as OpenAI does, and workers that it asks for a
// share of each word over TCP, as llama.cpp does with its RPC servers. It knows nothing of MLX, nor of the agent.
//   second-engine.mjs worker <host> <port>      second-engine.mjs serve <host:port,…>
// It waits for GO on stdin, says `joined`, `loaded` and `serving <port>`, and ends when a part of it is gone.
import { createServer } from 'node:http';
import { connect, createServer as listen } from 'node:net';
import { createInterface } from 'node:readline';

const [role, ...where] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);
const lose = (who) => {
  console.error(`lost: ${who}`);
  process.exit(5);
};
createInterface({ input: process.stdin })
  .on('line', (line) => line === 'GO' && (role === 'worker' ? work(...where) : serve(where[0] ?? '')))
  .on('close', () => process.exit(0));
say('started');

function work(host, port) {
  listen((server) => {
    say('joined');
    say('loaded');
    server.on('data', () => server.write('.'));
    server.on('error', () => {});
    server.on('close', () => lose('the server'));
  }).listen(Number(port), host);
}

function reach(address) {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect(Number(port), host);
    socket.once('connect', () => {
      socket.on('close', () => lose(`the worker at ${address}`));
      resolve(socket);
    });
    // It may not listen yet.
    socket.on('error', () => setTimeout(() => void reach(address).then(resolve), 20));
  });
}

async function serve(addresses) {
  const workers = await Promise.all(addresses.split(',').filter(Boolean).map(reach));
  say('joined');
  say('loaded');
  const share = (worker) => new Promise((resolve) => worker.once('data', resolve).write('?'));
  const http = createServer(async (request, response) => {
    const { messages, max_tokens: most } = JSON.parse(Buffer.concat(await request.toArray()).toString());
    const [, words = 1, everyMs = 0] = /count (\d+) every (\d+)/.exec(messages.at(-1).content) ?? [];
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (chunk) => response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    const count = Math.min(Number(words), most);
    for (let word = 1; word <= count && !response.destroyed; word++) {
      await Promise.all(workers.map(share));
      send({ choices: [{ delta: { content: `${word} ` } }] });
      await new Promise((resolve) => setTimeout(resolve, Number(everyMs)));
    }
    const finish = count < Number(words) ? 'length' : 'stop';
    send({
      choices: [{ delta: {}, finish_reason: finish }],
      usage: { prompt_tokens: 3, completion_tokens: count },
    });
    response.end('data: [DONE]\n\n');
  });
  http.listen(0, '127.0.0.1', () => say(`serving ${http.address().port}`));
}
