import type { Server as HttpServer } from 'node:http';
import { Server, type ServerOptions } from 'socket.io';

/**
 * One socket.io server: websocket only, no recovery (answers resume by their own seq). A browser always sends
 * Origin and it must be one of ours, since cookies alone would let any page connect; agents send none. Who is in no
 * namespace within a few seconds is let go.
 */
export function createIo(
  httpServer: HttpServer,
  allowedOrigins: readonly string[],
  adapter: ServerOptions['adapter'],
): Server {
  return new Server(httpServer, {
    adapter,
    path: '/socket.io',
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: 1_000_000,
    connectTimeout: 5000,
    allowRequest: (request, done) => {
      const { origin } = request.headers;
      done(null, origin === undefined || allowedOrigins.includes(origin));
    },
  });
}
