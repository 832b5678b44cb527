import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { commandLineOf, isAlive } from '@vestibule/embedded-postgres/live-process';
import { eventually } from '../src/eventually.ts';
import { Integrator } from '../src/integrator.ts';
import { handOver, newPerson } from '../src/people.ts';
import { answersReady, freePort, launch, newDataDir, type Product, removeDataDir, startProduct } from '../src/product.ts';

// A product of its own: these tests end what others need.
const dataDir = newDataDir();
let product: Product | undefined;
const started = async (): Promise<Product> => (product ??= await startProduct(dataDir));

afterAll(async () => {
  await product?.stop();
  removeDataDir(dataDir);
});

/** The process that runs this program of the product now, among those the launcher noted. */
function pidOf(program: 'api' | 'worker'): number | undefined {
  const noted: { pid: number }[] = JSON.parse(readFileSync(join(dataDir, 'processes.json'), 'utf8'));
  return noted.map(({ pid }) => pid).findLast((pid) => isAlive(pid) && commandLineOf(pid).endsWith(join('src', `${program}.ts`)));
}

function databasePid(): number {
  const folder = join(dataDir, 'postgres', 'cluster');
  return Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Hands a user over and onboards them: api, worker, database and cloud all take part. */
async function onboardSomebody({ demo }: Product): Promise<void> {
  const integrator = new Integrator(demo);
  const person = await newPerson(demo);
  const id = await eventually('a hand-over is accepted', () => handOver(demo.adapter, person).catch(() => undefined), 30);
  await eventually('the user is onboarded', () => integrator.onboard(id, person.email).then(() => true, () => undefined), 30);
}

describe('the started product', () => {
  it('writes its secrets for nobody else, and the console signs in with what the summary says', async () => {
    const { demo, output } = await started();

    expect(statSync(join(dataDir, 'demo.json')).mode & 0o777).toBe(0o600);
    for (const part of [demo.consoleUrl, demo.admin.password, demo.shareLink, demo.demoUser.password, demo.mailboxUrl, demo.docsUrl]) expect(output()).toContain(part);
    const response = await fetch(`${demo.apiUrl}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: demo.apiUrl },
      body: JSON.stringify(demo.admin),
    });
    expect(response.status).toBe(200);
  });

  it('keeps users, password and links over a restart on another port, and is gone ten seconds after SIGTERM', async () => {
    const first = await started();
    const users = await new Integrator(first.demo).count();
    await onboardSomebody(first);

    const { code, seconds } = await first.stop();
    product = undefined;
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(10);
    product = await startProduct(dataDir);

    const again = product.demo;
    expect(again.apiUrl).not.toBe(first.demo.apiUrl);
    expect(again.admin).toEqual(first.demo.admin);
    expect(new URL(again.shareLink).pathname).toBe(new URL(first.demo.shareLink).pathname);
    expect(again.demoUser).toEqual(first.demo.demoUser);
    expect(await new Integrator(again).count()).toBe(users + 1);
  });

  it.each(['api', 'worker'] as const)('starts %s again after kill -9 and goes on working', async (program) => {
    const running = await started();
    const before = pidOf(program);
    expect(before).toBeDefined();

    process.kill(Number(before), 'SIGKILL');

    await eventually(`another ${program}`, async () => pidOf(program) !== undefined && pidOf(program) !== before);
    await eventually('readiness', () => answersReady(running.demo.apiUrl));
    await onboardSomebody(running);
    expect(running.output()).toContain(`${program} ended (signal SIGKILL); starting it again`);
  });

  it('starts the database again after kill -9, and nothing acknowledged is lost', async () => {
    const running = await started();
    const integrator = new Integrator(running.demo);
    const person = await newPerson(running.demo);
    const id = await handOver(running.demo.adapter, person);
    const before = databasePid();

    process.kill(before, 'SIGKILL');

    await eventually('the user is still there', () => integrator.read(id).then(({ status }) => status === 'pending_email_input', () => false), 40);
    expect(databasePid()).not.toBe(before);
    await onboardSomebody(running);
  });

  it('starts again after kill -9 of the launcher, on the same port and with everything that was acknowledged', async () => {
    const first = await started();
    const person = await newPerson(first.demo);
    const id = await handOver(first.demo.adapter, person);

    await first.crash();
    product = undefined;
    product = await startProduct(dataDir, Number(new URL(first.demo.apiUrl).port));

    expect(product.demo).toEqual(first.demo);
    expect((await new Integrator(product.demo).read(id)).status).toBe('pending_email_input');
    await onboardSomebody(product);
  });

  it('refuses a second start in the same folder, and the first one goes on', async () => {
    const running = await started();
    const second = launch(dataDir, await freePort());

    expect(await second.ended).toBe(1);

    expect(second.output().trim().split('\n')).toHaveLength(1);
    expect(second.output()).toContain(dataDir);
    expect(await answersReady(running.demo.apiUrl)).toBe(true);
  });

  it('refuses a taken port in one line that names it, and leaves nothing running', async () => {
    const { demo } = await started();
    const { port } = new URL(demo.apiUrl);
    const other = newDataDir();
    const second = launch(other, Number(port));

    expect(await second.ended).toBe(1);

    expect(second.output().trim().split('\n')).toHaveLength(1);
    expect(second.output()).toContain(port);
    expect(readdirSync(other)).not.toContain('postgres');
    removeDataDir(other);
  });

  it('refuses a folder that is none, in one line that names it', async () => {
    const other = newDataDir();
    const file = join(other, 'file');
    writeFileSync(file, '');
    const second = launch(file, await freePort());

    expect(await second.ended).toBe(1);

    expect(second.output().trim().split('\n')).toHaveLength(1);
    expect(second.output()).toContain(file);
    removeDataDir(other);
  });
});
