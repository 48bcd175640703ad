import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';

/** A server of an object store on loopback. */
export interface StoreServer {
  readonly port: number;
  end(): Promise<void>;
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`cannot test object stores: ${name} is not set; test/stores/run.sh sets it`);
  return value;
}

/** Starts a server and waits until it answers, whatever it answers. */
async function serve(
  program: string,
  args: (port: number, folder: string) => readonly string[],
  path: string,
): Promise<StoreServer> {
  const [port, folder] = [await freePort(), mkdtempSync(join(tmpdir(), 'crosstrain-store-'))];
  const child: ChildProcess = spawn(program, args(port, folder), { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const end = async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + 120_000; ;) {
    if (child.exitCode !== null) throw new Error(`cannot start ${program}: it ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    if (answer !== undefined) return { port, end };
    if (Date.now() > deadline) {
      await end();
      throw new Error(`cannot start ${program}: no answer within 120 s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** moto: S3, by PyPI. */
export function serveS3(): Promise<StoreServer> {
  const start = 'from moto.server import main; main()';
  return serve(
    variable('STORES_MOTO'),
    (port) => ['-c', start, '-H', '127.0.0.1', '-p', `${port}`],
    '/moto-api/data.json',
  );
}

/** fake-gcs-server: Google Cloud Storage, by a Go module. */
export function serveGcs(): Promise<StoreServer> {
  const args = (port: number) => ['-scheme', 'http', '-host', '127.0.0.1', '-port', `${port}`, '-backend', 'memory'];
  return serve(variable('STORES_GCS'), args, '/storage/v1/b');
}

/** Azurite: Azure Blob Storage, by npm. */
export function serveAzure(): Promise<StoreServer> {
  const program = variable('STORES_AZURITE');
  const args = (port: number, folder: string) => [
    '--blobPort',
    `${port}`,
    '--location',
    folder,
    '--silent',
    '--skipApiVersionCheck',
  ];
  return serve(process.execPath, (port, folder) => [program, ...args(port, folder)], '/');
}
