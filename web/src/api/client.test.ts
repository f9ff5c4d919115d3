import { afterEach, describe, expect, it, vi } from 'vitest';
import { api, setCsrfToken, setSignedOutHandler, unwrap } from './client';
import { Problem } from './problem';

const answer = (status: number, body?: unknown, type = 'application/json') =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { 'Content-Type': type } });

/** Stands in for the network and keeps what was asked. */
function network(reply: () => Response | Promise<Response>): Request[] {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    requests.push(request);
    return Promise.resolve(reply());
  });
  return requests;
}

const logOut = () => unwrap(api.DELETE('/api/user/session/delete', { params: { header: { 'X-CSRF-Token': '' } } }));
const portal = () => unwrap(api.GET('/api/portal'));

afterEach(() => {
  setCsrfToken(undefined);
  setSignedOutHandler(() => undefined);
});

describe('the CSRF token', () => {
  it('goes with what changes something and with nothing else', async () => {
    const requests = network(() => answer(204));
    setCsrfToken('secret');
    await logOut();
    await portal();
    expect(requests.map((request) => request.headers.get('X-CSRF-Token'))).toEqual(['secret', null]);
  });
});

describe('a session that ended', () => {
  it('is reported once per refused request', async () => {
    const handler = vi.fn();
    setSignedOutHandler(handler);
    network(() => answer(401, { type: '/problems/not-signed-in', title: 'x', status: 401, detail: 'y' }, 'application/problem+json'));
    await expect(portal()).rejects.toBeInstanceOf(Problem);
    expect(handler).toHaveBeenCalledOnce();
  });

  it('is not what a refused log-in is', async () => {
    const handler = vi.fn();
    setSignedOutHandler(handler);
    network(() => answer(401, { type: '/problems/wrong', title: 'x', status: 401, detail: 'y' }, 'application/problem+json'));
    await expect(unwrap(api.POST('/api/user/session/create', { body: { email: 'a@b', password: 'c' } }))).rejects.toBeInstanceOf(Problem);
    expect(handler).not.toHaveBeenCalled();
  });
});

describe('failures', () => {
  it('keep what the server said', async () => {
    network(() => answer(404, { type: '/problems/meter-not-found', title: 'No such meter', status: 404, detail: 'd', instance: 'r-1' }, 'application/problem+json'));
    await expect(portal()).rejects.toMatchObject({ document: { type: '/problems/meter-not-found', instance: 'r-1' } });
  });

  it('are told apart when the server is not there', async () => {
    network(() => Promise.reject(new TypeError('failed')));
    await expect(portal()).rejects.toMatchObject({ isOffline: true });
  });

  it('that are no problem documents still have a status', async () => {
    network(() => new Response('<html>', { status: 502 }));
    await expect(portal()).rejects.toMatchObject({ status: 502 });
  });
});
