// The real server, bin/alun, on a folder of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** How long a server may take to print its address, and to stop. */
const patienceMs = 60_000;

export class Server {
  url = '';
  /** Everything that the server printed, a line each. */
  readonly lines: string[] = [];
  private child: ChildProcess | undefined;

  private constructor(private readonly data: string, private readonly flags: string[]) {}

  /** A new server on an empty folder and a free port. */
  static async start(...flags: string[]): Promise<Server> {
    const server = new Server(await mkdtemp(join(tmpdir(), 'alun-e2e-')), flags);
    await server.run('127.0.0.1:0');
    return server;
  }

  /** Starts again on the same folder and port after stop or kill. */
  async restart(): Promise<void> {
    await this.run(`127.0.0.1:${new URL(this.url).port}`);
  }

  private async run(addr: string): Promise<void> {
    const child = spawn(resolve('bin/alun'), ['serve', '--addr', addr, '--data', this.data, ...this.flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.url = await new Promise<string>((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`the server printed no address:\n${this.lines.join('\n')}`)), patienceMs);
      const read = (line: string) => {
        this.lines.push(line);
        const found = /^Alun is at (\S+)/.exec(line);
        if (found?.[1]) {
          clearTimeout(timer);
          done(found[1]);
        }
      };
      createInterface(child.stdout!).on('line', read);
      createInterface(child.stderr!).on('line', read);
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        fail(new Error(`the server ended (${code ?? signal}):\n${this.lines.join('\n')}`));
      });
    });
  }

  /** The first match of a pattern's group in what the server printed, waiting for it. */
  async printed(pattern: RegExp): Promise<string> {
    for (let waited = 0; waited < patienceMs; waited += 50) {
      for (const line of this.lines.toReversed()) {
        const found = pattern.exec(line);
        if (found?.[1]) return found[1];
      }
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`the server never printed ${pattern}:\n${this.lines.join('\n')}`);
  }

  /** Ends the process, politely by default, and waits until it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill(signal);
    const hard = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await gone;
    clearTimeout(hard);
  }

  /** Ends the process and removes its folder. */
  async close(): Promise<void> {
    await this.end();
    await rm(this.data, { recursive: true, force: true });
  }
}
