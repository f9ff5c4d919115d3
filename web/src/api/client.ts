import createClient, { type Middleware } from 'openapi-fetch';
import { Problem, toProblem } from './problem';
import type { paths } from './schema';

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
let csrfToken: string | undefined;
let onSignedOut: () => void = () => undefined;

/** The token of the session, sent with everything that changes something. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token;
}

export const getCsrfToken = (): string | undefined => csrfToken;

/** Called when the server no longer knows the session. */
export function setSignedOutHandler(handler: () => void): void {
  onSignedOut = handler;
}

let onForbidden: () => void = () => undefined;

/** Called when the server refuses what the page thought was allowed: the role may have changed meanwhile. */
export function setForbiddenHandler(handler: () => void): void {
  onForbidden = handler;
}

export const reportSignedOut = (): void => {
  onSignedOut();
};

const sessionGuard: Middleware = {
  onRequest({ request }) {
    if (csrfToken && UNSAFE.has(request.method)) request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
  onResponse({ request, response }) {
    // A refused log-in is answered with 401 too, and belongs to the form.
    if (response.status === 401 && !request.url.endsWith('/session/create')) onSignedOut();
    if (response.status === 403) onForbidden();
    return response;
  },
};

export const api = createClient<paths>({
  baseUrl: typeof location === 'undefined' ? undefined : location.origin,
  credentials: 'same-origin',
  // Found at each call, so that a test or a developer's tool may stand in for it.
  fetch: (request) => globalThis.fetch(request),
});
api.use(sessionGuard);

/** The data of an answer; a Problem is thrown for everything else. */
export async function unwrap<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let answer;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw toProblem(undefined);
  }
  if (answer.error !== undefined || !answer.response.ok) throw toProblem(answer.error, answer.response);
  return answer.data as T;
}

export { Problem };
