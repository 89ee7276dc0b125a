/** Whether our port can be had: asked before anything else is started. */
import { createServer } from 'node:net';
import { ConfigError } from './config.ts';

export async function assertPortFree(port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error) => {
      const isTaken = 'code' in error && error.code === 'EADDRINUSE';
      const message = isTaken
        ? `Port ${port} is taken by another program. Choose another with TIEOUT_PORT, for example TIEOUT_PORT=${port + 1} npm start`
        : `Port ${port} can't be used (${error.message}). Choose another with TIEOUT_PORT`;
      reject(new ConfigError(message));
    });
    probe.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}
