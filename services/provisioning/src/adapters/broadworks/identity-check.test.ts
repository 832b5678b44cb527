import { Buffer } from 'node:buffer';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type BroadworksSimulator, startBroadworks } from '@vestibule/simulators';
import { createIdentityCheck } from './identity-check.ts';

const identity = createIdentityCheck({ timeoutMs: 400, allowPrivate: true });
const ann = {
  userId: 'ann.lee/7@sp.example', password: 'pä:ss wörd', firstName: 'Zoé', lastName: 'Žižka & <Søn>', groupId: 'acme', serviceProvider: 'SP1',
  isEnterprise: true, number: '5551230007', extension: '0012',
};

let broadworks: BroadworksSimulator;
const servers: Server[] = [];

beforeAll(async () => {
  broadworks = await startBroadworks();
});
beforeEach(() => {
  broadworks.reset();
  broadworks.addUser(ann);
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve).closeAllConnections())));
});
afterAll(() => broadworks.close());

/** A server of bytes, for what the simulator is too well-bred to answer. */
async function serve(answer: RequestListener): Promise<{ xsiUrl: string }> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { xsiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const check = (userId: string = ann.userId, password: string = ann.password) => identity.check({ xsiUrl: broadworks.url }, userId, password);
const withoutPassword = (answer: object) => expect(JSON.stringify(answer)).not.toContain(ann.password);

describe('check', () => {
  it('accepts the right password with the profile, whatever letters the id, the password and the names have', async () => {
    const { password: _password, ...profile } = ann;
    expect(await check()).toEqual({ outcome: 'accepted', profile });
  });

  it('reads XML in ISO-8859-1, sends UTF-8 credentials and the encoded id, and prefers XML', async () => {
    let seen: { url?: string; accept?: string; authorization?: string } = {};
    const cluster = await serve((request, response) => {
      seen = { url: request.url, accept: request.headers.accept, authorization: request.headers.authorization };
      const text = `<?xml version="1.0" encoding="ISO-8859-1"?><Profile xmlns="http://schema.broadsoft.com/xsi"><details><userId>ANN.LEE/7@sp.example</userId>` +
        '<firstName>Zoé</firstName><lastName>&#381;</lastName><groupId>acme</groupId><serviceProvider isEnterprise="false">SP1</serviceProvider></details></Profile>';
      response.setHeader('content-type', 'application/xml;charset=ISO-8859-1').end(Buffer.from(text, 'latin1'));
    });
    const answer = await identity.check({ xsiUrl: `${cluster.xsiUrl}/` }, ann.userId, ann.password);
    expect(answer).toEqual({
      outcome: 'accepted',
      profile: { userId: 'ANN.LEE/7@sp.example', firstName: 'Zoé', lastName: 'Ž', groupId: 'acme', serviceProvider: 'SP1', isEnterprise: false, number: null, extension: null },
    });
    expect(seen.url).toBe('/com.broadsoft.xsi-actions/v2.0/user/ann.lee%2F7%40sp.example/profile');
    expect(seen.accept).toBe('application/xml, application/json;q=0.5');
    expect(Buffer.from(seen.authorization?.replace('Basic ', '') ?? '', 'base64').toString('utf8')).toBe(`${ann.userId}:${ann.password}`);
  });

  it('refuses a wrong password and an unknown user alike', async () => {
    expect(await check(ann.userId, 'wrong')).toEqual({ outcome: 'refused' });
    expect(await check('nobody@sp.example')).toEqual({ outcome: 'refused' });
    broadworks.script({ fault: 'answer', status: 404, times: 1 });
    expect(await check()).toEqual({ outcome: 'refused' });
  });

  it.each(['', '.', '..', 'a:b@sp.example', '\uD800@sp.example'])('refuses the user id %j without asking anybody', async (userId) => {
    expect(await check(userId)).toEqual({ outcome: 'refused' });
    expect(broadworks.calls()).toEqual([]);
  });

  it.each([403, 423])('takes %i for a locked account', async (status) => {
    broadworks.script({ fault: 'answer', status });
    expect(await check()).toEqual({ outcome: 'locked' });
  });

  it('tells a locked account of the simulator', async () => {
    broadworks.script({ fault: 'locked' });
    expect(await check()).toEqual({ outcome: 'locked' });
  });

  it.each([429, 500, 502, 503, 302, 204])('takes %i for BroadWorks being unavailable', async (status) => {
    broadworks.script({ fault: 'answer', status, headers: { location: `${broadworks.url}/elsewhere` } });
    expect(await check()).toEqual({ outcome: 'unavailable', reason: `BroadWorks answered ${status}` });
    expect(broadworks.calls()).toHaveLength(1);
  });

  it('takes silence, a reset and a closed port for BroadWorks being unavailable, and says why', async () => {
    broadworks.script([{ fault: 'delay', delayMs: 2_000, times: 1 }, { fault: 'reset', times: 1 }]);
    expect(await check()).toEqual({ outcome: 'unavailable', reason: 'no answer within 0.4 s' });
    const reset = await check();
    expect(reset).toEqual({ outcome: 'unavailable', reason: expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET)$/) });
    const refused = await identity.check({ xsiUrl: 'http://127.0.0.1:1' }, ann.userId, ann.password);
    expect(refused).toMatchObject({ outcome: 'unavailable' });
    withoutPassword(refused);
  });

  it('never signs one in as another: a profile of somebody else counts as unavailable', async () => {
    broadworks.script({ fault: 'answer', status: 200, body: { Profile: { details: { userId: { $: 'bob@sp.example' } } } } });
    expect(await check()).toEqual({ outcome: 'unavailable', reason: 'BroadWorks answered with the profile of another user' });
  });

  it.each([
    ['a sign-in page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><p>Hotel network</html>' }],
    ['a DTD', { status: 200, headers: { 'content-type': 'application/xml' }, body: `<!DOCTYPE x><Profile><details><userId>${ann.userId}</userId></details></Profile>` }],
    ['nothing', { status: 200, body: '' }],
  ])('takes %s with status 200 for BroadWorks being unavailable', async (_what, answer) => {
    broadworks.script({ fault: 'answer', ...answer });
    expect(await check()).toEqual({ outcome: 'unavailable', reason: 'BroadWorks answered with something that is not a profile' });
  });

  it('stops reading an answer after 256 kB', async () => {
    let written = 0;
    const cluster = await serve((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && written < 64 * 1024 * 1024) {
          written += 65_536;
          if (!response.write(Buffer.alloc(65_536, 0x20))) return void response.once('drain', more);
        }
      };
      response.setHeader('content-type', 'application/xml');
      more();
    });
    expect(await createIdentityCheck({ allowPrivate: true }).check(cluster, ann.userId, ann.password)).toMatchObject({ outcome: 'unavailable' });
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });
});

describe('probe', () => {
  it('reaches XSI without presenting any credentials', async () => {
    let authorization: string | undefined = 'not asked';
    const cluster = await serve((request, response) => {
      authorization = request.headers.authorization;
      response.writeHead(401).end();
    });
    expect(await identity.probe({ xsiUrl: broadworks.url })).toBe('reachable');
    expect(await identity.probe(cluster)).toBe('reachable');
    expect(authorization).toBeUndefined();
  });

  it('knows XSI by its ErrorInfo, whatever the status', async () => {
    broadworks.script({ fault: 'answer', status: 404, headers: { 'content-type': 'application/xml' }, body: '<ErrorInfo xmlns="http://schema.broadsoft.com/xsi"><summary/></ErrorInfo>' });
    expect(await identity.probe({ xsiUrl: broadworks.url })).toBe('reachable');
  });

  it('tells another web server from XSI', async () => {
    broadworks.script([{ fault: 'answer', status: 404, body: 'not here', times: 1 }, { fault: 'answer', status: 200, body: '<html/>', times: 1 }]);
    expect(await identity.probe({ xsiUrl: broadworks.url })).toBe('not_xsi');
    expect(await identity.probe({ xsiUrl: broadworks.url })).toBe('not_xsi');
  });

  it('tells that nobody answers', async () => {
    expect(await identity.probe({ xsiUrl: 'http://127.0.0.1:1' })).toBe('unreachable');
    expect(await identity.probe({ xsiUrl: 'http://no-such-host.invalid' })).toBe('unreachable');
    expect(await identity.probe({ xsiUrl: 'not a URL' })).toBe('unreachable');
    broadworks.script({ fault: 'unavailable' });
    expect(await identity.probe({ xsiUrl: broadworks.url })).toBe('unreachable');
  });
});
