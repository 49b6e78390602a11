// The least a proxy can do, as a process of its own: pipe the request to a port and the response back.
import http from 'node:http';

const port = Number(process.argv[2]);
const server = http.createServer((request, response) => {
  const { method, url, headers } = request;
  const upstream = http.request({ port, host: '127.0.0.1', method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.destroy());
  request.pipe(upstream);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
