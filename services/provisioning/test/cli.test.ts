import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runVestibule } from './command-line.ts';
import { unique } from './factories.ts';
import { eventually, type Harness, startHarness } from './harness.ts';
import { eventsOf, failedUser, rowOf, type User, untilStatus } from './journeys.ts';

let h: Harness;
let folder: string;
let failed: User;
let account: { id: string; clientSecret: string };
let env: Record<string, string>;
beforeAll(async () => {
  h = await startHarness({ config: { exportRowsAtOnce: 3 } });
  folder = mkdtempSync(join(tmpdir(), 'vestibule-cli-'));
  const owner = await h.asOwner();
  account = (await owner.post('/v1/api-clients').send({ name: 'Shell', scopes: ['templates:read', 'subscribers:read', 'subscribers:write', 'events:read', 'webhooks:write'] }).expect(201)).body;
  env = { VESTIBULE_URL: h.url, VESTIBULE_CLIENT_ID: account.id, VESTIBULE_CLIENT_SECRET: account.clientSecret };
  failed = await failedUser(h, h.provider, `fail-200041-once-${unique('cli')}@example.com`);
}, 60_000);
afterAll(async () => {
  await h?.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (line: string, more: Parameters<typeof runVestibule>[1] = {}) => runVestibule(line.split(' '), { env, ...more });
const answer = async (line: string) => {
  const { code, stdout, stderr } = await run(`${line} --json`);
  expect({ code, stderr }).toEqual({ code: 0, stderr });
  return JSON.parse(stdout);
};

describe('signing in', () => {
  const home = () => ({ XDG_CONFIG_HOME: join(folder, 'config') });
  const kept = () => join(folder, 'config', 'vestibule', 'credentials.json');
  const signIn = (secret: string) => run(`sign-in --url ${h.url}/admin --client-id ${account.id}`, { env: home(), input: `${secret}\n` });

  it('proves the secret that is piped in, keeps it for this account only, and serves later commands until signing out', async () => {
    expect(await signIn(account.clientSecret)).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining(`Signed in at ${h.url}.`) });
    expect(statSync(kept()).mode & 0o777).toBe(0o600);
    expect((await run('templates list', { env: home() })).stdout).toContain(h.provider.template.name);
    expect(await run('sign-out', { env: home() })).toMatchObject({ code: 0, stderr: 'Signed out.\n' });
    expect(await run('templates list', { env: home() })).toMatchObject({ code: 3, stderr: expect.stringContaining('vestibule sign-in') });
  });

  it('keeps nothing that opens nothing, and has no option that would take a secret', async () => {
    expect(await signIn('vcs_wrong')).toMatchObject({ code: 3, stderr: 'The credentials are not right.\n' });
    expect(() => readFileSync(kept())).toThrow();
    expect(await signIn('')).toMatchObject({ code: 2 });
    expect(await run('sign-in --client-secret x', { env: home() })).toMatchObject({ code: 2, stderr: expect.stringContaining('unknown option') });
  });
});

describe('looking', () => {
  it('at templates, by name or id, as a table and as JSON', async () => {
    const { template } = h.provider;
    expect((await run('templates list')).stdout).toMatch(new RegExp(`^NAME .*\\n(.*\\n)*${template.name} .*${template.id}`));
    expect(await answer('templates list')).toEqual([expect.objectContaining({ id: template.id, name: template.name })]);
    const { stdout } = await runVestibule(['templates', 'show', template.name.toUpperCase()], { env });
    expect(stdout).toContain(template.id);
    expect(await run('templates show nothing-like-it')).toMatchObject({ code: 5, stdout: '' });
  });

  it('at a template\'s configuration: ends with 1 when something must be mended', async () => {
    expect(await run(`templates check ${h.provider.template.id}`)).toMatchObject({ code: 0, stdout: expect.stringContaining('connector.accepted') });
    const broken = await h.provider.newTemplate({ connectorId: (await (await h.asOwner()).post('/v1/connectors').send({ name: unique('Down '), kind: 'webex', baseUrl: 'http://127.0.0.1:1', accessToken: 'x' }).expect(201)).body.id });
    expect(await run(`templates check ${broken.id}`)).toMatchObject({ code: 1, stdout: expect.stringMatching(/PROBLEM +connector\.unreachable/) });
  });

  it('at users, by filter, user id or e-mail address', async () => {
    expect(await answer('subscribers list --status error --limit 1')).toMatchObject([{ id: failed.id }]);
    expect((await run('subscribers list --status error')).stdout).toMatch(/^USER ID .*\n.*cloud\.conflicting_service/);
    expect((await run(`subscribers show ${failed.userId}`)).stdout).toMatch(/Errors +200041/);
    expect(await answer(`subscribers show ${failed.id}`)).toMatchObject({ userId: failed.userId });
    expect(await run('subscribers show nobody@sp.example')).toMatchObject({ code: 5 });
    expect(await run('subscribers list --status nonsense')).toMatchObject({ code: 1, stderr: expect.stringContaining('request.invalid') });
  });

  it('at customers', async () => {
    const group = failed.spEnterpriseId;
    expect(await answer(`customers list --search ${group}`)).toMatchObject([{ spEnterpriseId: group }]);
  });

  it('says which rights are missing, whose server is silent, and what is no command', async () => {
    const small = (await (await h.asOwner()).post('/v1/api-clients').send({ name: 'Small', scopes: ['events:read'] }).expect(201)).body;
    expect(await run('templates list', { env: { ...env, VESTIBULE_CLIENT_ID: small.id, VESTIBULE_CLIENT_SECRET: small.clientSecret } })).toMatchObject({ code: 4, stderr: expect.stringContaining('access.forbidden') });
    expect(await run('templates list', { env: { VESTIBULE_URL: 'http://127.0.0.1:1', VESTIBULE_API_KEY: 'x' } })).toMatchObject({ code: 1, stderr: expect.stringContaining('does not answer') });
    for (const line of ['subscriber list', 'subscribers list --limit none', 'subscribers retry x']) expect(await run(line)).toMatchObject({ code: 2, stdout: '' });
    expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('Exit codes: 0 done') });
  });
});

describe('acting', () => {
  it('retries, changes the package, and deletes after a yes', async () => {
    const email = `${unique('vouched')}@example.com`;
    expect(await answer(`subscribers retry ${failed.userId} --email ${email} --mode vouch`)).toMatchObject({ status: 'provisioning', email });
    await untilStatus(h, failed.id, 'provisioned');
    expect((await eventsOf(h, failed.id)).find(({ type }) => type === 'subscriber.retried')).toMatchObject({ actor: { kind: 'api_client', name: 'Shell' } });
    expect(await run(`subscribers retry ${failed.id} --email ${email}`)).toMatchObject({ code: 6, stderr: expect.stringContaining('subscriber.action_not_allowed') });
    expect((await run(`subscribers change-package ${failed.id} premium`)).stdout).toBe(`${failed.userId}: updating, basic\n`);
    await untilStatus(h, failed.id, 'provisioned');
    expect((await rowOf(h, failed.id))?.package).toBe('premium');
    expect(await run(`subscribers delete ${failed.id}`)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await rowOf(h, failed.id)).not.toBeNull();
    expect(await run(`subscribers delete ${failed.id} --yes`)).toMatchObject({ code: 0 });
    await eventually(async () => (await rowOf(h, failed.id)) === null, 'the user to be gone');
  });

  it('imports addresses: previews, does what can be done, keeps the other rows, and ends with 7', async () => {
    const [first, second] = [await h.provider.handOver(), await h.provider.handOver()];
    const file = join(folder, 'addresses.csv');
    const emails = [`${unique('one')}@example.com`, `${unique('two')}@example.com`];
    writeFileSync(file, `userId,email\n${first.userId},${emails[0]}\n${second.userId},${emails[1]}\nnobody@sp.example,x@example.com\n`);
    expect(await run(`subscribers import ${file} --dry-run`)).toMatchObject({ code: 0, stdout: expect.stringMatching(/Ready +2(.*\n)+.*4 +nobody@sp\.example/) });
    expect((await rowOf(h, first.id))?.status).toBe('pending_email_input');
    expect(await run(`subscribers import ${file}`)).toMatchObject({ code: 2, stderr: expect.stringContaining('Mail 2 users a code?') });
    const done = await run(`subscribers import ${file} --yes --json`);
    expect({ code: done.code, succeeded: JSON.parse(done.stdout).succeeded }).toEqual({ code: 7, succeeded: 2 });
    expect(await rowOf(h, second.id)).toMatchObject({ status: 'pending_email_validation', email: emails[1] });
    expect(readFileSync(join(folder, 'addresses.failures.csv'), 'utf8')).toContain('nobody@sp.example');
    expect(await run(`subscribers import ${join(folder, 'none.csv')}`)).toMatchObject({ code: 2 });
  });

  it('exports at once, and in the background when it is much, to a file or to stdout', async () => {
    const file = join(folder, 'users.csv');
    const search = unique('export');
    for (let user = 0; user < 5; user += 1) await h.provider.handOver({ userId: `${search}-${user}@sp.example` });
    expect(await run(`subscribers export --search ${search}-1 --columns broadworksUserId,status`)).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`^broadworksUserId,status\\r?\\n${search}-1@sp.example,pending_email_input\\r?\\n$`)) });
    expect(await run(`subscribers export --search ${search} --output ${file}`)).toMatchObject({ code: 0, stdout: '', stderr: `5 users written to ${file}\n` });
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(6);
  });
});

describe('following events', () => {
  it('shows what is there and where to go on; the next call shows only what came since', async () => {
    const user = await h.provider.handOver();
    const shown = () => run('events tail --after oldest --type subscriber.handed_over --once --json');
    const { stdout, stderr } = await eventually(async () => ((ran) => ran.stdout.includes(user.id) && ran)(await shown()), 'the event');
    for (const line of stdout.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ specversion: '1.0', type: 'io.vestibule.subscriber.handed_over.v1' });
    const [, next = ''] = /--after (\d+)/.exec(stderr) ?? [];
    const later = await h.provider.handOver();
    const followed = await run(`events tail --after ${next} --type subscriber.handed_over`, { until: (text) => text.includes(later.id) });
    expect(followed).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`subscriber\\.handed_over  subscribers/${later.id}`)) });
    expect(followed.stdout).not.toContain(user.id);
  });
});

describe('webhooks', () => {
  it('are listed, and tested: ends with 1 and says why when the receiver does not take the event', async () => {
    const receiver = createServer((_request, response) => response.writeHead(503).end()).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const webhook = (await (await h.asOwner()).post('/v1/webhooks').send({ url, types: ['subscriber.deleted'] }).expect(201)).body;
    expect((await run('webhooks list')).stdout).toMatch(new RegExp(`${url} +io\\.vestibule\\.subscriber\\.deleted.* new .*${webhook.id}|${url} +subscriber\\.deleted.* new .*${webhook.id}`));
    expect(await run(`webhooks test ${webhook.id}`)).toMatchObject({ code: 1, stdout: expect.stringMatching(/^refused \(503\) after \d+ ms/) });
    receiver.close();
    expect(await run('webhooks test 00000000-0000-7000-8000-000000000000')).toMatchObject({ code: 5 });
  });

  it('send what happened once more, or only what was given up: as a table, as JSON, and watched to its end', async () => {
    const got: string[] = [];
    const receiver = createServer((request, response) => {
      got.push(String(request.headers['webhook-id']));
      response.writeHead(204).end();
    }).listen(0, '127.0.0.1').unref();
    await once(receiver, 'listening');
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const owner = await h.asOwner();
    const { id } = (await owner.post('/v1/webhooks').send({ url, types: ['cluster.deleted'] }).expect(201)).body;
    expect(await run(`webhooks replay ${id} --from 24h`)).toMatchObject({ code: 0, stdout: 'Nothing of that time is to be sent once more.\n' });
    const cluster = (await owner.post('/v1/clusters').send({ name: unique('Lab '), xsiUrl: h.broadworks.url }).expect(201)).body;
    await owner.delete(`/v1/clusters/${cluster.id}`).set('if-match', '*').expect(204);
    await eventually(async () => (await answer('webhooks list')).find((webhook: { id: string }) => webhook.id === id).health.is === 'healthy', 'the event to have been taken');
    const [first] = got;
    expect(await run(`webhooks replay ${id} --from 24h --failed-only`)).toMatchObject({ code: 0, stdout: 'Nothing of that time is to be sent once more.\n' });
    expect(await run(`webhooks replay ${id} --from 24h --wait`)).toMatchObject({ code: 0, stdout: expect.stringContaining('sent or given up') });
    expect(got.filter((one) => one === first)).toHaveLength(2);
    expect(await answer(`webhooks stop-replay ${id}`)).toMatchObject({ id, replay: null });
    for (const words of ['--from soon', '--from 2026-02-30', '']) expect(await run(`webhooks replay ${id} ${words}`.trim())).toMatchObject({ code: 2, stdout: '' });
    expect(await run(`webhooks replay ${id} --from 1h --to 2h`)).toMatchObject({ code: 1, stderr: expect.stringContaining('/to must be after from') });
    expect(await run('webhooks replay 00000000-0000-7000-8000-000000000000 --from 1h')).toMatchObject({ code: 5 });
    await owner.post(`/v1/webhooks/${id}/disable`).expect(200);
    expect(await run(`webhooks replay ${id} --from 1h`)).toMatchObject({ code: 6, stderr: expect.stringContaining('webhook.disabled') });
    await owner.delete(`/v1/webhooks/${id}`).set('if-match', '*').expect(204);
    receiver.close();
  });
});

describe('what needs nobody signed in', () => {
  it('tells a call that is ours from one that is not', async () => {
    const body = join(folder, 'body.json');
    writeFileSync(body, '{"type":"io.vestibule.subscriber.provisioned.v1"}');
    const secret = randomBytes(32);
    const sign = (timestamp: number) => `v1,${createHmac('sha256', secret).update(`msg_1.${timestamp}.${readFileSync(body, 'utf8')}`).digest('base64')}`;
    const now = Math.floor(Date.now() / 1000);
    const verify = (timestamp: number, signature: string) => runVestibule(['webhooks', 'verify', body, '--id', 'msg_1', '--timestamp', String(timestamp), '--signature', signature], { input: `whsec_${secret.toString('base64')}\n` });
    expect(await verify(now, `v1,AAAA ${sign(now)}`)).toMatchObject({ code: 0, stdout: 'The signature is right.\n' });
    expect(await verify(now, sign(now - 1))).toMatchObject({ code: 1, stdout: 'The signature is not right.\n' });
    expect(await verify(now - 900, sign(now - 900))).toMatchObject({ code: 1, stdout: 'The timestamp is too far from now.\n' });
  });

  it('completes in a real bash: commands after commands, options after arguments', async () => {
    const { stdout: script } = await runVestibule(['completion', 'bash']);
    const after = (...words: string[]) => {
      const asked = `${script}\nCOMP_WORDS=(vestibule ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _vestibule; echo "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', asked], { encoding: 'utf8' }).stdout.trim().split(' ');
    };
    expect(after('sub')).toEqual(['subscribers']);
    expect(after('subscribers', 'ex')).toEqual(['export']);
    expect(after('webhooks', 'replay', 'x', '--fa')).toEqual(['--failed-only']);
    expect(after('subscribers', 'retry', 'a@b.example', '--em')).toEqual(['--email']);
    expect(after('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
    expect(after('nonsense', 'tem')).toEqual(['templates']);
  });

  /** A shell that this machine does not have proves nothing, and fails nothing. */
  const loads = [
    ['zsh', (script: string) => ['-fc', `compdef() {}; compadd() { shift; print -l -- $@ }; source ${script}; words=(vestibule subscribers retry a@b.example --em); CURRENT=5; _vestibule; ls / > /dev/null || echo lost`]],
    ['fish', (script: string) => ['-c', `source ${script}; complete -C 'vestibule subscribers retry --em'`]],
  ] as const;
  it.each(loads.filter(([shell]) => spawnSync(shell, ['--version']).status === 0))('completes in a real %s', async (shell, loaded) => {
    const script = join(folder, `completion.${shell}`);
    writeFileSync(script, (await runVestibule(['completion', shell])).stdout);
    const { stdout, stderr } = spawnSync(shell, loaded(script), { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toContain('--email');
    expect(stdout).not.toContain('lost');
  });

  it.each(['bash', 'zsh', 'fish'])('completes in %s what there is', async (shell) => {
    const { code, stdout } = await runVestibule(['completion', shell]);
    expect(code).toBe(0);
    for (const word of ['subscribers', 'change-package', '--exclude-provisioned', 'doctor']) expect(stdout).toContain(word);
  });
});

describe('doctor', () => {
  it('goes through server, clock, credentials, templates and connectors, and ends with 1 when one is broken', async () => {
    const { code, stdout } = await run('doctor --json');
    const findings = JSON.parse(stdout) as { check: string; state: string; detail: string; advice?: string }[];
    expect(findings).toEqual(expect.arrayContaining([
      expect.objectContaining({ check: 'server', state: 'ok' }),
      { check: 'version', state: 'ok', detail: '1.0.0' },
      expect.objectContaining({ check: 'clock', state: 'ok' }),
      { check: 'credentials', state: 'ok', detail: expect.stringContaining('subscribers:write') },
      expect.objectContaining({ check: `template ${h.provider.template.name}` }),
    ]));
    expect(findings).toContainEqual({ check: 'scopes', state: 'ok', detail: 'every command can be used' });
    for (const { state, advice } of findings) expect([state, typeof advice]).toEqual([state, state === 'ok' ? 'undefined' : 'string']);
    // One template of this file has a connector that does not answer.
    expect(code).toBe(1);
    expect(await run('doctor', { env: { ...env, VESTIBULE_CLIENT_SECRET: 'vcs_wrong' } })).toMatchObject({ code: 1, stdout: expect.stringMatching(/FAILED +credentials +refused: invalid_client/) });
  });

  it('calls the cloud platforms when it is asked to, knows how webhooks do, and says what to do', async () => {
    const owner = await h.asOwner();
    const { body: webhook } = await owner.post('/v1/webhooks').send({ url: 'http://127.0.0.1:9/doctor' }).expect(201);
    await owner.post(`/v1/webhooks/${webhook.id}/disable`).expect(200);
    const { code, stdout } = await run('doctor --connectors');
    expect(code).toBe(1);
    expect(stdout).toMatch(/ok +connector Cloud +answers now/);
    expect(stdout).toMatch(/FAILED +connector Down .* connector\.unreachable/);
    expect(stdout).toMatch(/warning +webhook http:\/\/127\.0\.0\.1:9\/doctor +disabled/);
    expect(stdout).toMatch(/WHAT TO DO\n(- .*\n)*- webhook http:\/\/127\.0\.0\.1:9\/doctor: when the receiver is well again, enable it/);
    await owner.delete(`/v1/webhooks/${webhook.id}`).set('if-match', '*').expect(204);
  });
});
