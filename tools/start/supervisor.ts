import { setTimeout as sleep } from 'node:timers/promises';
import { takeLock } from '@vestibule/embedded-postgres/launcher-lock';
import { type Child, startChild } from './child.ts';
import { bringDatabase, type Database } from './database.ts';
import { openDataDir } from './data-dir.ts';
import { readDemo } from './demo-file.ts';
import { inWords, type KeptAlive, keepAlive } from './kept-alive.ts';
import { Leftovers } from './leftovers.ts';
import { LogFile } from './log-file.ts';
import { requirePort, type SimulatorPorts, simulatorPorts } from './ports.ts';
import { demoEnvironment, demoFile, type Programs, serviceEnvironment, simulatorEnvironment, type SimulatorUrls } from './programs.ts';
import { Refusal } from './refusal.ts';
import { keepSecrets, type Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';
import { summary } from './summary.ts';

/** Everything must be gone ten seconds after it was asked to end; the rest of them is for the database. */
const PATIENCE = 6500;
const DATABASE_PATIENCE = 1500;

/** Starts the parts of the product in order, keeps them running, and ends them in order. */
export class Supervisor {
  readonly #programs: Programs;
  readonly #settings: Settings;
  readonly #tell: (line: string) => void;
  readonly #giveUp: (reason: Refusal) => void;
  readonly #leftovers: Leftovers;
  #unlock: () => void = () => undefined;
  #database: Promise<Database> | undefined;
  #simulators: KeptAlive | undefined;
  #services: KeptAlive[] = [];
  #starting = new Set<Child>();
  #ending: Promise<void> | undefined;

  /** `tell` shows a line to the person; `giveUp` is called when the product cannot go on after it was up. */
  constructor(programs: Programs, settings: Settings, tell: (line: string) => void, giveUp: (reason: Refusal) => void) {
    this.#programs = programs;
    this.#settings = settings;
    this.#tell = tell;
    this.#giveUp = giveUp;
    this.#leftovers = new Leftovers(settings.dataDir);
  }

  /** Resolves with the summary when the product answers. Throws a Refusal, or whatever an end in the middle brings about. */
  async start(): Promise<string> {
    const began = Date.now();
    const { dataDir, port } = this.#settings;
    openDataDir(dataDir);
    this.#lock();
    this.#leftovers.endAll();
    await requirePort(port);
    const secrets = keepSecrets(dataDir);
    this.#database = this.#openDatabase();
    const ports = await simulatorPorts(dataDir, this.#settings.port);
    const [database, simulators] = await Promise.all([this.#database, this.#startSimulators(secrets, ports)]);
    const env = serviceEnvironment(process.env, { programs: this.#programs, settings: this.#settings, secrets, databaseUrl: database.url, simulators, ports });
    await this.#runOnce('migrate', this.#programs.migrate, env);
    await this.#startServices(env);
    await this.#seed({ ...env, ...demoEnvironment(this.#settings, secrets, simulators) });
    const demo = readDemo(demoFile(this.#settings));
    if (!demo) throw new Refusal(`The demo's seeding did not write a complete ${demoFile(this.#settings)}.`);
    return summary(demo, (Date.now() - began) / 1000, dataDir);
  }

  /** Ends everything, the database last; at most about ten seconds. */
  end(): Promise<void> {
    this.#ending ??= this.#endInOrder();
    return this.#ending;
  }

  /** Ends everything by force; the database's own guard ends it as soon as we are gone. */
  kill(): void {
    for (const part of [...this.#services, this.#simulators, ...this.#starting]) part?.kill();
  }

  async #endInOrder(): Promise<void> {
    await Promise.all([...this.#services, ...this.#starting].map((part) => part.end(PATIENCE)));
    await this.#simulators?.end(500);
    await this.#database?.then((database) => database.stop(DATABASE_PATIENCE), () => undefined);
    this.#unlock();
  }

  #lock(): void {
    try {
      this.#unlock = takeLock(this.#settings.dataDir, `The folder ${this.#settings.dataDir}`);
    } catch (error) {
      throw new Refusal(error instanceof Error ? error.message : String(error));
    }
  }

  async #openDatabase(): Promise<Database> {
    const { databaseUrl, dataDir } = this.#settings;
    if (databaseUrl) return { url: databaseUrl, stop: async () => undefined };
    return bringDatabase(dataDir, { log: this.#log('postgres'), tell: this.#tell, giveUp: this.#giveUp });
  }

  async #startSimulators(secrets: Secrets, ports: SimulatorPorts): Promise<SimulatorUrls> {
    const start = this.#starter('simulators', this.#programs.simulators, simulatorEnvironment(this.#settings, secrets, ports));
    const child = start();
    const urls = new Promise<SimulatorUrls>((resolve) => {
      child.onLine((line) => {
        if (line.startsWith('{"broadworksUrl"')) resolve(JSON.parse(line));
      });
    });
    const answer = await this.#whileRunning(child, urls, 30_000);
    this.#simulators = keepAlive(child, start, this.#tell);
    this.#starting.delete(child);
    return answer;
  }

  async #startServices(env: Record<string, string>): Promise<void> {
    const starters = [this.#starter('api', this.#programs.api, env), this.#starter('worker', this.#programs.worker, env)];
    const children = starters.map((start) => ({ start, child: start() }));
    const ready = this.#answers(`${this.#settings.publicUrl}/readyz`);
    await Promise.all(children.map(({ child }) => this.#whileRunning(child, ready, 60_000)));
    for (const { start, child } of children) {
      this.#services.push(keepAlive(child, start, this.#tell));
      this.#starting.delete(child);
    }
  }

  /** Data of an earlier start are worth more than a complete seeding, so then a failure is told and nothing ends. */
  async #seed(env: Record<string, string>): Promise<void> {
    const seeded = readDemo(demoFile(this.#settings)) !== undefined;
    try {
      await this.#runOnce('demo', this.#programs.demo, env);
    } catch (error) {
      if (!seeded || !(error instanceof Refusal) || this.#ending) throw error;
      this.#tell(error.message);
    }
  }

  async #runOnce(name: string, file: string, env: Record<string, string>): Promise<void> {
    const child = this.#starter(name, file, env)();
    const ending = await child.ended;
    this.#starting.delete(child);
    if (ending.code !== 0) throw this.#failure(child, `ended with ${inWords(ending)}`);
  }

  /** A function that starts the program once more each time, its words going to its log. */
  #starter(name: string, file: string, env: Record<string, string>): () => Child {
    return () => {
      if (this.#ending) throw new Refusal('Ended before it was up.');
      const child = startChild(name, file, env, this.#log(name));
      this.#leftovers.note(child.pid);
      this.#starting.add(child);
      void child.ended.then(() => this.#starting.delete(child));
      return child;
    };
  }

  #log(name: string): LogFile {
    return new LogFile(this.#settings.dataDir, name, this.#tell);
  }

  #failure(child: Child, how: string): Refusal {
    const words = child.log.lastWords();
    return new Refusal(`${child.name} ${how}${words ? `: ${words}` : ''} (see ${child.log.path})`);
  }

  /** Waits for a sign of life, but not longer than the program itself lives. */
  async #whileRunning<T>(child: Child, sign: Promise<T>, patience: number): Promise<T> {
    const dead = child.ended.then((ending) => Promise.reject(this.#failure(child, `ended with ${inWords(ending)}`)));
    const late = sleep(patience, undefined, { ref: false }).then(() => Promise.reject(this.#failure(child, `did not answer within ${patience / 1000} s`)));
    return Promise.race([sign, dead, late]);
  }

  async #answers(url: string): Promise<void> {
    while (!this.#ending) {
      const response = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
      await response?.body?.cancel();
      if (response?.status === 200) return;
      await sleep(60);
    }
  }
}
